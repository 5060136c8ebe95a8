import { Code } from '../code.js';
import { naming, type Context } from '../context.js';
import { fill, h, newId } from '../dom.js';
import { fillExamples } from '../examples.js';
import { StatusLine } from '../status-line.js';
import { BLANK, join, toggled, withSlot, type Slot } from '../words.js';
import { candidateList, type Filling } from './candidates.js';
import { exampleList } from './example-list.js';
import { counts, type FillState } from './fill-state.js';
import { Paper } from './paper.js';
import type { Tool } from './tool.js';

/** Hides words of a text by clicks, and shows what the model would put in their places. */
export function fillTool(state: FillState, context: Context): Tool {
  const { text, client } = context;
  const ask = (): void => {
    const { masks, body } = state;
    if (masks.length === 0) {
      state.run.reset();
      return;
    }
    state.run.start(async (signal) => {
      const outcome = await client.post('fill-mask', naming(context, body), signal);
      if (outcome.ok) state.take(outcome.answer.value, masks);
      return outcome;
    });
  };
  const set = (place: number, slot: Slot): void => {
    state.pieces.value = withSlot(state.pieces.value, place, slot);
    ask();
  };
  const press = (place: number): void => {
    const piece = state.pieces.value[place];
    if (piece?.kind === 'word') set(place, toggled(piece));
  };
  const put = (place: number, filling: Filling): void => {
    set(place, { state: 'filled', ...filling });
    if (state.masks.length === 0) status.say(text.fill.filled(filling.by));
  };
  const take = (written: string): void => {
    state.write(written);
    state.editing.value = false;
    ask();
  };

  const paper = new Paper(text, press);
  const status = new StatusLine(context, { cancel: () => state.run.cancel(), again: ask });
  const lists = h('div', { class: 'candidate-lists' });
  const code = new Code(context, () => ({ path: 'fill-mask', body: naming(context, state.body) }));
  const writing = h('div', { class: 'writing' });

  const showLists = (): void => {
    const pieces = state.pieces.value;
    let number = 0;
    const shown = pieces.flatMap((word, place) => {
      if (word.kind === 'gap' || word.slot.state === 'written') return [];
      number += 1;
      const candidates = state.candidates.get(place);
      if (candidates === undefined) return [];
      return [candidateList(text, { word, number, candidates }, (one) => put(place, one))];
    });
    keepFocus(lists, () => fill(lists, ...shown));
  };
  const summarise = (): string => {
    const { masks } = state;
    const best = state.candidates.get(masks[0] ?? -1)?.[0]?.token_str.trim();
    if (best !== undefined) return text.fill.summary(masks.length, best);
    if (state.pieces.value.length === 0) return text.fill.noText;
    return state.candidates.size > 0 ? '' : text.fill.none;
  };
  state.pieces.show(() => {
    paper.show(state.pieces.value);
    showLists();
    code.update();
  });
  state.run.progress.show(() => {
    const progress = state.run.progress.value;
    status.show(progress, summarise());
    lists.setAttribute('aria-busy', String(progress.state === 'running'));
    if (progress.state === 'answered' || progress.state === 'idle') showLists();
  });
  state.editing.show(() => {
    const parts = state.editing.value
      ? editor(state, context, take)
      : reader(state, context, paper);
    fill(writing, ...parts);
  });

  const again = (count: number): void => {
    state.count = count;
    ask();
    code.update();
  };
  const element = h(
    'div',
    { class: 'tool fill-tool' },
    exampleList(text, fillExamples, take),
    writing,
    h('div', { class: 'results-head' }, status.element, countChoice(state, context, again)),
    lists,
    h('p', { class: 'note' }, text.fill.scoreNote),
    code.element,
  );
  return { element, begin: () => (state.candidates.size === 0 ? ask() : undefined) };
}

/** The text to click on. */
function reader(state: FillState, { text }: Context, paper: Paper): HTMLElement[] {
  const write = () => (state.editing.value = true);
  const reset = () =>
    state.write(
      join(
        state.pieces.value.map((piece) => unmasked(piece)),
        BLANK,
      ),
    );
  const button = (name: string, click: () => void) =>
    h('button', { type: 'button', class: 'quiet', on: { click } }, name);
  const actions = [button(text.fill.write, write), button(text.fill.reset, reset)];
  return [paper.element, h('div', { class: 'actions' }, ...actions)];
}

const unmasked = (piece: FillState['pieces']['value'][number]) =>
  piece.kind === 'word' && piece.text !== ''
    ? { ...piece, slot: { state: 'written' } as const }
    : piece;

/** The text to write in. */
function editor(state: FillState, { text }: Context, take: (text: string) => void): HTMLElement[] {
  const id = newId();
  const hint = newId();
  const done = () => take(area.value);
  const area = h('textarea', {
    id,
    rows: 4,
    lang: 'es',
    spellcheck: 'false',
    'aria-describedby': hint,
    on: {
      keydown: (event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) done();
      },
    },
  });
  area.value = join(state.pieces.value, BLANK);
  // Once it is on the page.
  setTimeout(() => area.focus(), 0);
  return [
    h('label', { for: id, class: 'field-label' }, text.fill.textLabel),
    area,
    h(
      'div',
      { class: 'actions' },
      h('button', { type: 'button', class: 'primary', on: { click: done } }, text.fill.done),
      h('span', { id: hint, class: 'note' }, text.fill.textHint),
    ),
  ];
}

function countChoice(
  state: FillState,
  { text, model }: Context,
  choose: (count: number) => void,
): HTMLElement {
  const options = counts
    .filter((count) => count <= model.info.max_top_k)
    .map((count) => h('option', { value: count, selected: count === state.count }, String(count)));
  const select = h('select', { on: { change: () => choose(Number(select.value)) } }, ...options);
  return h('label', { class: 'choice' }, text.fill.count, select);
}

/** Puts new buttons in the place of old ones; the one at the same place has the focus again. */
function keepFocus(element: HTMLElement, change: () => void): void {
  const buttons = () => [...element.querySelectorAll('button')];
  const focused = buttons().findIndex((button) => button === document.activeElement);
  change();
  if (focused >= 0) buttons()[focused]?.focus();
}
