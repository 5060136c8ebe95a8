import type { Candidate } from '../api.js';
import { bar, h } from '../dom.js';
import { percent } from '../format.js';
import type { Messages } from '../messages/messages.js';
import { readToken, type Word } from '../words.js';

interface Mask {
  readonly word: Word;
  /** Counted from 1, as the text shows it. */
  readonly number: number;
  readonly candidates: readonly Candidate[];
}

export type Filling = ReturnType<typeof readToken>;

/** The candidates for one mask as bars; a click puts one into the text. */
export function candidateList(
  text: Messages,
  { word, number, candidates }: Mask,
  put: (filling: Filling) => void,
): HTMLElement {
  const spaced = candidates.some(({ token_str: token }) => token.startsWith(' '));
  const items = candidates.map(({ token_str: token, score }) => {
    const filling = readToken(token, spaced);
    const isPut = word.slot.state === 'filled' && word.slot.by === filling.by;
    const remarks = [
      ...(filling.by === word.text ? [text.fill.original] : []),
      ...(filling.glued ? [text.fill.goesOn] : []),
    ];
    const share = percent(text, score);
    return h(
      'li',
      {},
      h(
        'button',
        {
          type: 'button',
          class: 'candidate',
          'aria-pressed': String(isPut),
          on: { click: () => put(filling) },
        },
        h(
          'span',
          { class: 'candidate-word', lang: 'es' },
          (filling.glued ? '‑' : '') + filling.by,
          remarks.length === 0 ? null : h('small', {}, remarks.join(', ')),
        ),
        h('span', { class: 'candidate-score' }, share),
        bar(score),
      ),
    );
  });
  const title = text.fill.candidates(number);
  return h(
    'section',
    { class: 'candidates', 'aria-label': title },
    h(
      'h3',
      {},
      h('span', { class: 'number', 'aria-hidden': 'true' }, String(number)),
      title,
      word.text === '' ? null : h('small', {}, text.fill.hidden(word.text)),
    ),
    h('ol', {}, ...items),
  );
}
