import type { Encoded, TokenId, Tokenizer } from './tokenizer.js';
import { isWhiteSpace, isWordCharacter } from './unicode.js';

/** Tokens of a text with their offsets in code points. */
type Spans = Pick<Encoded, 'starts' | 'ends'> & { readonly ids: ArrayLike<TokenId> };

/**
 * Whether each token goes on with the word of the token before it, as transformers decides it: in
 * vocabularies that mark such pieces (`##`), a piece that is longer than its text; elsewhere, a
 * piece with no space just before it, so that punctuation joins the word that it follows.
 * Source: transformers 5.23, pipelines/token_classification.py, `gather_pre_entities`.
 *
 * @param characters the text's code points
 */
export function findContinuations(
  tokenizer: Tokenizer,
  characters: readonly string[],
  { ids, starts, ends }: Spans,
): boolean[] {
  return Array.from(ids, (id, index) => {
    if (id === tokenizer.unknownId) return false;
    const start = starts[index] ?? 0;
    if (tokenizer.marksWords) {
      const [piece = ''] = tokenizer.tokens([id]);
      return Array.from(piece).length !== (ends[index] ?? 0) - start;
    }
    return start > 0 && characters[start - 1] !== ' ' && characters[start] !== ' ';
  });
}

/** A word of a text, or a mark between words, and its tokens. */
export interface Word {
  /** Code points of the text, from `start` up to `end`. */
  readonly start: number;
  readonly end: number;
  /** Tokens from `from` up to `to`: every token of a text is in one word. */
  readonly from: number;
  readonly to: number;
}

/**
 * The words of a text as a reader sees them, whatever the vocabulary is: a token goes on with the
 * word before it where both touch in letters or digits, or share a character. So every punctuation
 * mark is a word of its own. Tokens of nothing but white space belong to the word after them, at the
 * end of a text to the one before. No words where there is nothing else.
 *
 * @param characters the text's code points
 */
export function findWords(
  characters: readonly string[],
  { starts, ends }: Pick<Encoded, 'starts' | 'ends'>,
): Word[] {
  const isAt = (test: (character: string) => boolean, at: number) => test(characters[at] ?? '');
  const words: Word[] = [];
  let from = 0;
  for (const index of starts.keys()) {
    let [start, end] = [starts[index] ?? 0, ends[index] ?? 0];
    while (start < end && isAt(isWhiteSpace, start)) start++;
    while (start < end && isAt(isWhiteSpace, end - 1)) end--;
    if (start === end) continue;
    const last = words.at(-1);
    const isSpaced = from < index;
    const touches =
      start === last?.end && isAt(isWordCharacter, start - 1) && isAt(isWordCharacter, start);
    const to = index + 1;
    if (last !== undefined && !isSpaced && (touches || start < last.end)) {
      words[words.length - 1] = { ...last, end: Math.max(last.end, end), to };
    } else {
      words.push({ start, end, from, to });
    }
    from = to;
  }
  const last = words.at(-1);
  if (last !== undefined) words[words.length - 1] = { ...last, to: starts.length };
  return words;
}

/** Characters of the word that a mask goes on with; of more, only the last ones count. */
const MOST_BEFORE = 64;

/**
 * The tokens of a word as it would stand after other text. After white space they are those of a
 * word that begins there (`Ġcasa`), at the very start of a text those of its first word, and after
 * anything else those with which it goes on, as far as the tokens of both can be told apart: else
 * those without the space.
 *
 * @param before what stands before it; only its end counts
 */
export function tokenizeInPlace(tokenizer: Tokenizer, before: string, word: string): TokenId[] {
  if (before === '') return tokenizer.encode(word);
  if (isWhiteSpace(before.slice(-1))) {
    return tokenizeAfter(tokenizer, 'a ', word) ?? tokenizer.encode(word);
  }
  const fragment = /\S*$/u.exec(before.slice(-MOST_BEFORE))?.[0] ?? '';
  return (
    tokenizeAfter(tokenizer, fragment, word) ??
    // Every vocabulary parts letters from brackets.
    tokenizeAfter(tokenizer, '(', word) ??
    tokenizer.encode(word)
  );
}

/** The tokens after `before`; null where one of them has some of both. */
function tokenizeAfter(tokenizer: Tokenizer, before: string, word: string): TokenId[] | null {
  const { ids, starts, ends } = tokenizer.encodeWithOffsets(before + word);
  const at = Array.from(before.trimEnd()).length;
  const first = ids.findIndex((_, index) => (ends[index] ?? 0) > at);
  return first < 0 || (starts[first] ?? 0) < at ? null : ids.slice(first);
}
