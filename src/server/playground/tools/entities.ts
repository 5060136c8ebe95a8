import { Code } from '../code.js';
import { naming, type Context } from '../context.js';
import { download } from '../copy.js';
import { fill, h } from '../dom.js';
import { asBrat, asCsv, asJson } from '../entity-files.js';
import { clinicalExamples } from '../examples.js';
import { groupsOf } from '../served.js';
import { StatusLine } from '../status-line.js';
import type { EntitiesState } from './entities-state.js';
import { entityTable, huesOf, legend, markedText } from './entity-views.js';
import { textForm } from './text-form.js';
import type { Tool } from './tool.js';

/** Shows what the model recognises in a text, and gives it as a file. */
export function entitiesTool(state: EntitiesState, context: Context): Tool {
  const { text, client, model } = context;
  const labels = groupsOf(model.info.labels);
  const hueOf = huesOf(labels);
  const ask = (): void => {
    const { body } = state;
    const asked = state.written.value;
    state.run.start(async (signal) => {
      const outcome = await client.post('token-classification', naming(context, body), signal);
      if (outcome.ok) state.take(asked, outcome.answer.value);
      return outcome;
    });
  };
  const words = text.entities;
  const form = { label: words.textLabel, button: words.run, examples: clinicalExamples };
  const status = new StatusLine(context, { cancel: () => state.run.cancel(), again: ask });
  const code = new Code(context, () => ({
    path: 'token-classification',
    body: naming(context, state.body),
  }));
  const marked = h('div');
  const choice = h('div');
  const table = h('div');

  const showShown = (): void => {
    const { asked, found, shown } = state;
    fill(marked, asked === '' ? null : markedText(text, asked, shown, hueOf));
    fill(table, found.length === 0 ? null : entityTable(text, shown, hueOf));
  };
  state.run.progress.show(() => {
    const progress = state.run.progress.value;
    const { found } = state;
    status.show(progress, found.length === 0 ? words.nothing : words.found(found.length));
    marked.setAttribute('aria-busy', String(progress.state === 'running'));
    if (progress.state !== 'answered') return;
    const isShown = (label: string) => !state.hidden.value.has(label);
    const present = labels.length > 0 ? labels : groupsOf(found.map((one) => one.entity_group));
    fill(
      choice,
      legend(text, found, present, hueOf, isShown, (label) => state.toggle(label)),
    );
    showShown();
  });
  state.hidden.show(showShown);
  state.written.show(() => code.update());

  const element = h(
    'div',
    { class: 'tool' },
    textForm(text, state.written, form, ask),
    h('div', { class: 'results-head' }, status.element),
    choice,
    marked,
    table,
    exports(state, context),
    h('p', { class: 'note' }, words.scoreNote),
    code.element,
  );
  return { element, begin: () => (state.asked === '' ? ask() : undefined) };
}

function exports(state: EntitiesState, { text }: Context): HTMLElement {
  const kinds = [
    ['JSON', 'json', 'application/json', () => asJson(state.asked, state.shown)],
    ['CSV', 'csv', 'text/csv', () => asCsv(state.shown)],
    ['BRAT .ann', 'ann', 'text/plain', () => asBrat(state.asked, state.shown)],
    [text.entities.exportText, 'txt', 'text/plain', () => state.asked],
  ] as const;
  const buttons = kinds.map(([name, ending, type, write]) => {
    const click = () => download(`mascarilla.${ending}`, type, write());
    return h('button', { type: 'button', class: 'quiet', on: { click } }, name);
  });
  const label = text.entities.export;
  return h(
    'div',
    { class: 'exports', role: 'group', 'aria-label': label },
    h('span', { 'aria-hidden': 'true' }, label),
    ...buttons,
  );
}
