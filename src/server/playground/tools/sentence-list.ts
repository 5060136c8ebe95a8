import type { Cell } from '../cell.js';
import { fill, h, icon } from '../dom.js';
import type { Messages } from '../messages/messages.js';

const LEAST = 2;
const CROSS = 'M6 6l12 12M18 6L6 18';

interface SentenceList {
  readonly element: HTMLElement;
  /** The button that adds one. */
  readonly add: HTMLElement;
  readonly show: () => void;
}

/** Sentences to write, each in a field of its own. */
export function sentenceList(
  text: Messages,
  sentences: Cell<readonly string[]>,
  most: number,
  ask: () => void,
): SentenceList {
  const words = text.similarity;
  const list = h('ol', { class: 'sentences' });
  const inputs = () => [...list.querySelectorAll('input')];
  const add = h(
    'button',
    {
      type: 'button',
      class: 'quiet',
      on: {
        click: () => {
          sentences.value = [...sentences.value, ''];
          inputs().at(-1)?.focus();
        },
      },
    },
    words.add,
  );
  const remove = (index: number): void => {
    sentences.value = sentences.value.filter((_, place) => place !== index);
    inputs()[Math.min(index, sentences.value.length - 1)]?.focus();
  };
  const field = (sentence: string, index: number): HTMLElement => {
    const input = h('input', {
      type: 'text',
      'aria-label': words.sentence(index + 1),
      lang: 'es',
      autocomplete: 'off',
      on: {
        input: () => {
          sentences.value = sentences.value.map((one, place) =>
            place === index ? input.value : one,
          );
        },
        keydown: (event) => {
          if (event.key === 'Enter') ask();
        },
      },
    });
    input.value = sentence;
    const cross = {
      type: 'button',
      class: 'cross',
      'aria-label': words.remove(index + 1),
      disabled: sentences.value.length <= LEAST,
      on: { click: () => remove(index) },
    };
    const number = h('span', { class: 'number', 'aria-hidden': 'true' }, String(index + 1));
    return h('li', {}, number, input, h('button', cross, icon(CROSS)));
  };
  const show = (): void => {
    add.disabled = sentences.value.length >= most;
    // What is being written stays as it is.
    if (inputs().length === sentences.value.length) return;
    fill(list, ...sentences.value.map(field));
  };
  return { element: h('div', { role: 'group', 'aria-label': words.sentences }, list), add, show };
}
