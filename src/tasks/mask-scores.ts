import type { MaskScores } from '../engine/protocol.js';
import { fail } from '../errors.js';
import type { TokenId } from '../text/tokenizer.js';
import { isFailed, type Item } from './items.js';
import type { ServedModel, TaskLimits } from './model.js';

/** A token in a mask's place. */
export interface ScoredToken {
  readonly token: TokenId;
  /** Natural logarithm of its probability over the whole vocabulary. */
  readonly logProbability: number;
}

/** Best first; of equals the lower id, so that an answer is the same every time. */
export const rank = ({ ids, logProbabilities }: MaskScores): ScoredToken[] =>
  Array.from(ids, (token, index) => ({
    token,
    logProbability: logProbabilities[index] ?? -Infinity,
  })).sort((a, b) => b.logProbability - a.logProbability || a.token - b.token);

/** An order of lists of tokens, for candidates that are as probable. */
export function compareTokens(a: readonly TokenId[], b: readonly TokenId[]): number {
  const index = a.findIndex((token, at) => token !== b[at]);
  return index < 0 ? a.length - b.length : (a[index] ?? 0) - (b[index] ?? 0);
}

/** TOP_K_TOO_LARGE */
export function checkTopK({ manifest }: ServedModel, { maxTopK }: TaskLimits, topK: number): void {
  const limit = Math.min(maxTopK, manifest.model.vocabularySize);
  if (topK > limit) throw fail('TOP_K_TOO_LARGE', { topK, limit });
}

/** Candidates of one request: each carries a whole sequence, so that they are dear to make and send. */
export const MAX_CANDIDATES = 20_000;

/** CANDIDATES_TOO_MANY, with so many for each mask of the texts. */
export function checkCandidates(
  texts: readonly Item<{ readonly masks: readonly unknown[] }>[],
  perMask: number,
): void {
  const masks = texts.reduce((sum, one) => sum + (isFailed(one) ? 0 : one.masks.length), 0);
  const count = masks * perMask;
  if (count > MAX_CANDIDATES) throw fail('CANDIDATES_TOO_MANY', { count, limit: MAX_CANDIDATES });
}
