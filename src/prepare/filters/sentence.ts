import { REPLACEMENT } from './characters.js';

/** What a sentence must be to be kept. */
export interface SentenceLimits {
  readonly minWords: number;
  readonly maxWords: number;
  /** Share of letters among the characters that are no spaces. */
  readonly minLetters: number;
}

export type SentenceFault = 'tooShort' | 'tooLong' | 'illFormed';

/** Longer words are keys, addresses, data, or words whose spaces were lost. */
const MAX_WORD_CHARACTERS = 100;

/** UTF-8 that was read as windows-1252 and saved: `Ã³` for `ó`. */
const DECODED_TWICE = /[ÃÂ][\u0080-\u00bf]/;

/** What is wrong with a sentence, or null; its characters are clean. */
export function findFault(
  sentence: string,
  { minWords, maxWords, minLetters }: SentenceLimits,
): SentenceFault | null {
  const tokens = sentence.split(' ');
  const words = countWords(tokens);
  if (words < minWords) return 'tooShort';
  if (words > maxWords) return 'tooLong';
  const illFormed =
    letterShare(sentence) < minLetters ||
    sentence.includes(REPLACEMENT) ||
    DECODED_TWICE.test(sentence) ||
    tokens.some((token) => token.length > MAX_WORD_CHARACTERS);
  return illFormed ? 'illFormed' : null;
}

/** Words are what stands between spaces and has a letter or a digit. */
const countWords = (tokens: readonly string[]): number =>
  tokens.filter((token) => /[\p{L}\p{N}]/u.test(token)).length;

function letterShare(sentence: string): number {
  const letters = sentence.match(/\p{L}/gu)?.length ?? 0;
  const characters = sentence.match(/[^ ]/gu)?.length ?? 0;
  return characters === 0 ? 0 : letters / characters;
}
