import type { Operations, ScoredLabel } from '../api.js';
import { Cell } from '../cell.js';
import { Code } from '../code.js';
import { naming, type Context } from '../context.js';
import { bar, fill, h } from '../dom.js';
import { clinicalExamples } from '../examples.js';
import { decimal, percent } from '../format.js';
import { Run } from '../run.js';
import { StatusLine } from '../status-line.js';
import { textForm } from './text-form.js';
import type { Tool } from './tool.js';

type Operation = Operations['text-classification'];

/** A text, and the classes into which the model puts it. */
export class LabelsState {
  readonly written = new Cell<string>(clinicalExamples[0].text);
  readonly run = new Run<Operation['reply']>();
  scored: readonly ScoredLabel[] = [];

  get body(): Operation['body'] {
    return { inputs: this.written.value };
  }

  /** Another model is to be asked. */
  forget(): void {
    this.run.reset();
    this.scored = [];
  }
}

export function labelsTool(state: LabelsState, context: Context): Tool {
  const { text, client } = context;
  const words = text.labels;
  const ask = (): void => {
    const { body } = state;
    state.run.start((signal) => client.post('text-classification', naming(context, body), signal));
  };
  const form = { label: words.textLabel, button: words.run, examples: clinicalExamples };
  const status = new StatusLine(context, { cancel: () => state.run.cancel(), again: ask });
  const code = new Code(context, () => ({
    path: 'text-classification',
    body: naming(context, state.body),
  }));
  const list = h('ol', { class: 'scored-labels', 'aria-label': words.scores });

  // A regression gives plain numbers, which are no shares.
  const areShares = () => state.scored.every(({ score }) => score >= 0 && score <= 1);
  const score = (value: number) => (areShares() ? percent(text, value) : decimal(text, value, 3));
  state.run.progress.show(() => {
    const progress = state.run.progress.value;
    if (progress.state === 'answered') {
      state.scored = progress.answer.value.flatMap((one) => ('label' in one ? [one] : []));
    }
    const [best] = state.scored;
    status.show(progress, best === undefined ? '' : words.summary(best.label, score(best.score)));
    list.setAttribute('aria-busy', String(progress.state === 'running'));
    const rows = state.scored.map((one) =>
      h(
        'li',
        {},
        h('span', { class: 'candidate-word' }, one.label),
        h('span', { class: 'candidate-score' }, score(one.score)),
        areShares() ? bar(one.score) : null,
      ),
    );
    fill(list, ...rows);
  });
  state.written.show(() => code.update());

  const element = h(
    'div',
    { class: 'tool' },
    textForm(text, state.written, form, ask),
    h('div', { class: 'results-head' }, status.element),
    list,
    code.element,
  );
  return { element, begin: () => (state.scored.length === 0 ? ask() : undefined) };
}
