import { fail } from '../errors.js';
import type { TokenId, Tokenizer } from '../text/tokenizer.js';
import { tokenizeInPlace } from '../text/words.js';
import { isWellFormed } from './inputs.js';

/** Every mask of a batch carries them all. */
export const MAX_TARGETS = 1000;

/** Far more than the first token of a word depends on; a target of megabytes would take seconds. */
const MAX_TARGET_CHARACTERS = 256;

/** Tokens of a target that is a word: each is a row of its own. */
export const MAX_WORD_TOKENS = 16;

/** TARGETS_EMPTY, TARGETS_TOO_MANY */
export function readTargets(targets: string | readonly string[]): readonly string[] {
  const words = typeof targets === 'string' ? [targets] : targets;
  if (words.length === 0) throw fail('TARGETS_EMPTY');
  if (words.length > MAX_TARGETS) {
    throw fail('TARGETS_TOO_MANY', { count: words.length, limit: MAX_TARGETS });
  }
  return words;
}

/**
 * Token ids of target words, without duplicates, as the reference looks them up: an exact piece of
 * the vocabulary (`Ġcasa`) first; otherwise the first token of the word. TARGET_UNKNOWN.
 * Source: transformers 5.18, pipelines/fill_mask.py, `get_target_ids`.
 */
export function findTargets(tokenizer: Tokenizer, words: readonly string[]): TokenId[] {
  const ids = words.map((word, index) => {
    const id = isWellFormed(word) ? findTarget(tokenizer, word) : undefined;
    if (id === undefined) throw fail('TARGET_UNKNOWN', { index });
    return id;
  });
  return [...new Set(ids)];
}

const findTarget = (tokenizer: Tokenizer, word: string): TokenId | undefined =>
  tokenizer.idOf(word) ?? tokenizer.encode(word.slice(0, MAX_TARGET_CHARACTERS))[0];

/**
 * The tokens of a target as it would stand after `before`: see `tokenizeInPlace`. TARGET_UNKNOWN
 * where it has none, or one that the vocabulary lacks; TARGET_TOO_LONG.
 */
export function findWord(
  tokenizer: Tokenizer,
  before: string,
  word: string,
  index: number,
): readonly TokenId[] {
  if (!isWellFormed(word) || word.trim() === '') throw fail('TARGET_UNKNOWN', { index });
  const limit = MAX_WORD_TOKENS;
  // No vocabulary has so many characters in each piece of a word.
  const known = word.length <= MAX_TARGET_CHARACTERS;
  const tokens = tokenizeInPlace(tokenizer, before, word.slice(0, MAX_TARGET_CHARACTERS).trim());
  if (!known || tokens.length > limit) {
    throw fail('TARGET_TOO_LONG', { index, count: tokens.length, limit });
  }
  const isKnown = (id: TokenId) => !tokenizer.isSpecial(id) && id !== tokenizer.unknownId;
  if (tokens.length === 0 || !tokens.every(isKnown)) throw fail('TARGET_UNKNOWN', { index });
  return tokens;
}
