import { fail } from '../errors.js';
import type { TokenId, Tokenizer } from '../text/tokenizer.js';
import { isWellFormed } from './inputs.js';

/** Every mask of a batch carries them all. */
const MAX_TARGETS = 1000;

/** Far more than the first token of a word depends on; a target of megabytes would take seconds. */
const MAX_TARGET_CHARACTERS = 256;

/**
 * Token ids of target words, without duplicates, as the reference looks them up: an exact piece of
 * the vocabulary (`Ġcasa`) first; otherwise the first token of the word.
 * Source: transformers 5.18, pipelines/fill_mask.py, `get_target_ids`.
 */
export function findTargets(tokenizer: Tokenizer, targets: string | readonly string[]): TokenId[] {
  const words = typeof targets === 'string' ? [targets] : targets;
  if (words.length === 0) throw fail('TARGETS_EMPTY');
  if (words.length > MAX_TARGETS) {
    throw fail('TARGETS_TOO_MANY', { count: words.length, limit: MAX_TARGETS });
  }
  const ids = words.map((word, index) => {
    const id = isWellFormed(word) ? findTarget(tokenizer, word) : undefined;
    if (id === undefined) throw fail('TARGET_UNKNOWN', { index });
    return id;
  });
  return [...new Set(ids)];
}

const findTarget = (tokenizer: Tokenizer, word: string): TokenId | undefined =>
  tokenizer.idOf(word) ?? tokenizer.encode(word.slice(0, MAX_TARGET_CHARACTERS))[0];
