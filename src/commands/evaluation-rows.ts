import type { MaskQuery, MaskScores, Row } from '../engine/protocol.js';
import { findMaskable, maskPositions, maskRow, type MaskedRow } from '../evaluation/masking.js';
import type { Random } from '../evaluation/random.js';
import { rankOf, RANKS, type Guess } from '../evaluation/scores.js';
import type { Tokenizer } from '../text/tokenizer.js';
import { encodeStart } from '../text/window.js';

export interface MaskingPlan {
  /** Tokens of a text, special tokens included; at most what the model takes. */
  readonly maxTokens: number;
  readonly share: number;
  readonly random: Random;
  /** Whether every piece is masked alone, too. */
  readonly eachAlone: boolean;
}

/** A row for the model, with the true token of each mask that it is asked about. */
export interface Exercise {
  readonly row: Row;
  readonly trueIds: readonly number[];
}

/** One text, made ready. */
export interface PreparedText {
  /** Pieces that may be masked; a text with none has no exercises. */
  readonly pieces: number;
  readonly truncated: boolean;
  /** Its share of masks: usually one row. */
  readonly masked: readonly Exercise[];
  /** One row for each of its pieces, or none. */
  readonly alone: readonly Exercise[];
}

/** A mask is asked about twice: for its best candidates, and for the true token. */
const QUERIES = 2;

/** Masks that one row asks about. A text with more goes to the model several times, masked alike. */
const ROW_MASKS = 64;

/** The engine's bound for a row, and for a batch: their logits are its largest arrays. */
export const MAX_QUERIES = QUERIES * ROW_MASKS;

/** Cuts a text and masks it. */
export function prepareText(tokenizer: Tokenizer, text: string, plan: MaskingPlan): PreparedText {
  const { maskId } = tokenizer;
  const { tokens, truncated } = encodeStart(tokenizer, text, plan.maxTokens);
  // What the vocabulary lacks nobody can guess, and a mask that is in the text hides its own.
  const fixed = new Set([maskId, tokenizer.unknownId]);
  const maskable = findMaskable(tokens, (id) => fixed.has(id) || tokenizer.isSpecial(id));
  const { share, random } = plan;
  const masked = maskRow(tokens, maskable, { maskId, share, random });
  const alone = plan.eachAlone
    ? maskable.map((position) => askForTrue(maskPositions(tokens, [position], maskId)))
    : [];
  return { pieces: maskable.length, truncated, masked: askForBest(masked), alone };
}

function askForBest({ tokens, positions, trueIds }: MaskedRow): Exercise[] {
  const exercises: Exercise[] = [];
  for (let from = 0; from < positions.length; from += ROW_MASKS) {
    const ids = trueIds.slice(from, from + ROW_MASKS);
    const masks = positions
      .slice(from, from + ROW_MASKS)
      .flatMap((position, index): MaskQuery[] => [
        { kind: 'top', position, k: RANKS },
        { kind: 'targets', position, ids: Int32Array.of(ids[index] ?? 0) },
      ]);
    exercises.push({
      row: { tokens, masks, pooling: null, labels: false, states: false },
      trueIds: ids,
    });
  }
  return exercises;
}

function askForTrue({ tokens, positions, trueIds }: MaskedRow): Exercise {
  const masks = positions.map((position, index): MaskQuery => {
    return { kind: 'targets', position, ids: Int32Array.of(trueIds[index] ?? 0) };
  });
  return { row: { tokens, masks, pooling: null, labels: false, states: false }, trueIds };
}

/** What the model gave for one mask, with its first candidate. */
export type BestGuess = Guess & { readonly first: number | undefined };

/** The guesses in the answer to a row of `masked`. */
export function readGuesses({ trueIds }: Exercise, scores: readonly MaskScores[]): BestGuess[] {
  return trueIds.map((id, index) => {
    const { ids } = scores[QUERIES * index] ?? missing();
    const logProbability = readTrue(scores[QUERIES * index + 1]);
    return { rank: rankOf(ids, id), logProbability, first: ids[0] };
  });
}

/** The true token's logarithm of probability in the answer to a query for it alone. */
export const readTrue = (scores: MaskScores | undefined): number =>
  scores?.logProbabilities[0] ?? missing();

function missing(): never {
  throw new TypeError('the engine gave fewer scores than were asked for');
}
