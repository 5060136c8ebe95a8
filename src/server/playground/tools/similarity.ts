import type { Operations } from '../api.js';
import { Cell } from '../cell.js';
import { Code } from '../code.js';
import { naming, type Context } from '../context.js';
import { fill, h } from '../dom.js';
import { sentenceExamples } from '../examples.js';
import { decimal } from '../format.js';
import { Run } from '../run.js';
import { StatusLine } from '../status-line.js';
import { cosines, rangeOf } from '../vectors.js';
import { heatLegend, heatMap } from './heat-map.js';
import { sentenceList } from './sentence-list.js';
import type { Tool } from './tool.js';

type Operation = Operations['embed'];

/** Sentences, and how near they are to each other. */
export class SimilarityState {
  readonly sentences = new Cell<readonly string[]>(sentenceExamples);
  readonly run = new Run<Operation['reply']>();
  /** Those that were asked about, and their cosines. */
  compared: { readonly sentences: readonly string[]; readonly matrix: number[][] } | null = null;

  get written(): readonly string[] {
    return this.sentences.value.map((one) => one.trim()).filter((one) => one !== '');
  }

  get body(): Operation['body'] {
    return { inputs: [...this.written], normalize: true };
  }

  /** Another model is to be asked. */
  forget(): void {
    this.run.reset();
    this.compared = null;
  }
}

export function similarityTool(state: SimilarityState, context: Context): Tool {
  const { text, client, model } = context;
  const words = text.similarity;
  const ask = (): void => {
    const { body, written } = state;
    if (written.length < 2) {
      status.say(words.needTwo);
      return;
    }
    state.run.start(async (signal) => {
      const outcome = await client.post('embed', naming(context, body), signal);
      if (outcome.ok) {
        // An error in the place of a vector is given only to those who ask for that.
        const vectors = outcome.answer.value.filter((one) => Array.isArray(one));
        state.compared = { sentences: written, matrix: cosines(vectors) };
      }
      return outcome;
    });
  };
  const status = new StatusLine(context, { cancel: () => state.run.cancel(), again: ask });
  const code = new Code(context, () => ({ path: 'embed', body: naming(context, state.body) }));
  const map = h('div', { class: 'heat-place' });

  state.run.progress.show(() => {
    const progress = state.run.progress.value;
    const { compared } = state;
    const nearest = compared === null ? null : (rangeOf(compared.matrix)?.nearest ?? null);
    const summary =
      nearest === null
        ? ''
        : words.nearest(nearest.one + 1, nearest.other + 1, decimal(text, nearest.value, 2));
    status.show(progress, summary);
    map.setAttribute('aria-busy', String(progress.state === 'running'));
    if (compared === null) return;
    const { sentences, matrix } = compared;
    fill(map, heatMap(text, sentences, matrix), heatLegend(text, matrix));
  });

  const list = sentenceList(
    text,
    state.sentences,
    Math.min(8, model.info.max_client_batch_size),
    ask,
  );
  const compare = { type: 'button', class: 'primary', on: { click: ask } };
  const element = h(
    'div',
    { class: 'tool' },
    list.element,
    h('div', { class: 'actions' }, h('button', compare, words.run), list.add),
    h('div', { class: 'results-head' }, status.element),
    map,
    h('p', { class: 'note' }, words.note),
    code.element,
  );
  state.sentences.show(() => {
    list.show();
    code.update();
  });
  return { element, begin: () => (state.compared === null ? ask() : undefined) };
}
