/** Which tokens of a text are masked, to see what a model puts in their places. */
import type { Random } from './random.js';

export interface Masking {
  /** The id of the mask token. */
  readonly maskId: number;
  /** How many of the tokens that may be masked are: above 0, at most 1. */
  readonly share: number;
  readonly random: Random;
}

/** A row with masks in it, and what was there. */
export interface MaskedRow {
  readonly tokens: Int32Array;
  /** Where the masks are in `tokens`, ascending. */
  readonly positions: readonly number[];
  /** The token that was at each of them. */
  readonly trueIds: readonly number[];
}

/** Positions of a row that may be masked: all but the special tokens, ascending. */
export function findMaskable(tokens: Int32Array, isSpecial: (id: number) => boolean): number[] {
  return Array.from(tokens.keys()).filter((position) => !isSpecial(tokens[position] ?? 0));
}

/**
 * Masks a share of a row: max(1, round(share × maskable)) tokens, as BERT's pre-training counts
 * them (google-research/bert, create_pretraining_data.py), but all of them by the mask token. The
 * same row, share and random numbers give the same masks. A row without tokens that may be masked
 * gets none.
 *
 * @param tokens of one row, with its special tokens; not changed
 * @param maskable positions in `tokens`, each once
 */
export function maskRow(
  tokens: Int32Array,
  maskable: readonly number[],
  { maskId, share, random }: Masking,
): MaskedRow {
  const wanted = Math.max(1, Math.round(share * maskable.length));
  return maskPositions(tokens, choose(maskable, wanted, random), maskId);
}

/** Masks the given positions of a row. */
export function maskPositions(
  tokens: Int32Array,
  positions: readonly number[],
  maskId: number,
): MaskedRow {
  const masked = tokens.slice();
  for (const position of positions) masked[position] = maskId;
  return {
    tokens: masked,
    positions,
    trueIds: positions.map((position) => tokens[position] ?? maskId),
  };
}

/** So many of the values, each set of them as likely as another, ascending (Fisher and Yates). */
function choose(values: readonly number[], count: number, random: Random): number[] {
  const shuffled = [...values];
  const chosen: number[] = [];
  for (let from = 0; from < Math.min(count, shuffled.length); from++) {
    const at = from + Math.floor(random() * (shuffled.length - from));
    chosen.push(shuffled[at] ?? 0);
    shuffled[at] = shuffled[from] ?? 0;
  }
  return chosen.sort((a, b) => a - b);
}
