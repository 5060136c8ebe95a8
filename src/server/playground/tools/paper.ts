import { fill, h } from '../dom.js';
import type { Messages } from '../messages/messages.js';
import { targetOf } from '../tabs.js';
import type { Piece, Word } from '../words.js';

/**
 * A text whose words are buttons: one stop for the Tab key, arrows go from word to word. Masks
 * carry the numbers under which their candidates stand.
 */
export class Paper {
  readonly element: HTMLElement;
  #words: readonly HTMLButtonElement[] = [];
  /** Which word the Tab key comes to. */
  #stop = 0;

  constructor(
    private readonly text: Messages,
    private readonly press: (place: number) => void,
  ) {
    const label = text.fill.words;
    this.element = h('div', { class: 'paper', role: 'group', 'aria-label': label, lang: 'es' });
  }

  show(pieces: readonly Piece[]): void {
    const hadFocus = this.element.contains(document.activeElement);
    const words: HTMLButtonElement[] = [];
    let number = 0;
    const shown = pieces.map((piece, place) => {
      if (piece.kind === 'gap') return piece.text;
      if (piece.slot.state !== 'written') number += 1;
      const word = this.#makeWord(piece, { place, index: words.length, number });
      words.push(word);
      return word;
    });
    this.#words = words;
    this.#moveTo(Math.min(this.#stop, words.length - 1));
    fill(this.element, ...shown);
    if (hadFocus) words[this.#stop]?.focus();
  }

  #makeWord(
    { text, slot }: Word,
    { place, index, number }: { place: number; index: number; number: number },
  ): HTMLButtonElement {
    const name = h('span', {}, slot.state === 'filled' ? slot.by : text);
    const attributes = {
      type: 'button',
      class: `word ${slot.state}`,
      'aria-pressed': String(slot.state !== 'written'),
      on: {
        click: () => {
          this.#stop = index;
          this.press(place);
        },
        focus: () => this.#moveTo(index),
        keydown: (event: KeyboardEvent) => this.#followKey(event, index),
      },
    };
    if (slot.state === 'written') return h('button', attributes, name);
    const { mask, hidden } = this.text.fill;
    const label = [
      ...(slot.state === 'filled' ? [slot.by] : []),
      mask(number),
      ...(text === '' ? [] : [hidden(text)]),
    ].join(', ');
    const badge = h('span', { class: 'number', 'aria-hidden': 'true' }, String(number));
    return h('button', { ...attributes, 'aria-label': label }, name, badge);
  }

  #followKey(event: KeyboardEvent, index: number): void {
    const target = targetOf(event.key, index, this.#words.length);
    if (target === null) return;
    event.preventDefault();
    this.#words[Math.max(0, Math.min(target, this.#words.length - 1))]?.focus();
  }

  #moveTo(index: number): void {
    this.#stop = Math.max(0, index);
    for (const [place, word] of this.#words.entries())
      word.tabIndex = place === this.#stop ? 0 : -1;
  }
}
