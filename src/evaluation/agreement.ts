import type { MaskScores, Row, RowResult } from '../engine/protocol.js';
import type { Agreement, Manifest } from '../package/manifest.js';
import { sigmoid, softmax } from '../tasks/label-scores.js';
import type { Tokenizer } from '../text/tokenizer.js';
import { encodeStart } from '../text/window.js';
import { binaryDivergence, divergence, partialDivergence } from './divergence.js';
import { findMaskable, maskRow } from './masking.js';
import { seededRandom } from './random.js';

/** Computes rows with one of the two models, in order. */
export type RunRows = (rows: readonly Row[]) => Promise<readonly RowResult[]>;

export interface Compared {
  readonly head: Manifest['model']['head'];
  readonly tokenizer: Tokenizer;
  /** Tokens to which a text is cut. */
  readonly maxTokens: number;
  readonly vocabularySize: number;
}

/** As models are trained, and evaluated. */
const MASKED_SHARE = 0.15;
const SEED = 1;

/** Words of each distribution that are compared one by one. */
export const COMPARED_WORDS = 100;

/**
 * How near a model in a lower precision comes to itself in 32-bit floats: over the decisions of its
 * head (the most probable word of masked places, the labels of tokens or texts), and over the mean
 * vectors of texts. The masks are the same every time.
 */
export async function measureAgreement(
  texts: readonly string[],
  model: Compared,
  reference: RunRows,
  candidate: RunRows,
): Promise<Agreement> {
  const asked = askAll(texts, model);
  const expected = await reference(asked);
  const found = await candidate(asked.map((row, index) => askAgain(row, expected[index])));
  const pairs = expected.map((one, index) => {
    const other = found[index];
    if (other === undefined) throw new TypeError('the engine gave fewer answers than rows');
    return { one, other };
  });
  const decisions = pairs.flatMap(({ one, other }) => compare(model.head, one, other));
  const cosines = pairs.map(({ one, other }) => cosine(one.pooled, other.pooled));
  return {
    texts: texts.length,
    decisions: decisions.length,
    same: mean(decisions.map(({ same }) => (same ? 1 : 0))),
    divergence: mean(decisions.map(({ nats }) => nats)),
    cosine: mean(cosines) ?? 0,
    leastCosine: Math.min(...cosines),
  };
}

/** Null of nothing. */
const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;

function askAll(
  texts: readonly string[],
  { head, tokenizer, maxTokens, vocabularySize }: Compared,
): readonly Row[] {
  const random = seededRandom(SEED);
  const k = Math.min(COMPARED_WORDS, vocabularySize);
  return texts.map((text) => {
    const { tokens } = encodeStart(tokenizer, text, maxTokens);
    if (head.kind !== 'masked-lm') {
      return { tokens, masks: [], pooling: 'mean', labels: head.kind !== 'none', states: false };
    }
    const maskable = findMaskable(tokens, (id) => tokenizer.isSpecial(id));
    const masking = { maskId: tokenizer.maskId, share: MASKED_SHARE, random };
    const masked = maskRow(tokens, maskable, masking);
    return {
      tokens: masked.tokens,
      masks: masked.positions.map((position) => ({ kind: 'top', position, k })),
      pooling: 'mean',
      labels: false,
      states: false,
    };
  });
}

/** The same row, which is asked for its own best word, and about those that were found before. */
function askAgain(row: Row, expected: RowResult | undefined): Row {
  const masks = row.masks.flatMap(({ position }, index) => {
    const ids = expected?.masks[index]?.ids ?? new Int32Array(0);
    return [
      { kind: 'top', position, k: 1 },
      { kind: 'targets', position, ids },
    ] as const;
  });
  return { ...row, masks };
}

/** One decision of each of the two, whether it is the same, and how far apart they are. */
interface Comparison {
  readonly same: boolean;
  readonly nats: number;
}

function compare(
  head: Manifest['model']['head'],
  expected: RowResult,
  found: RowResult,
): readonly Comparison[] {
  switch (head.kind) {
    case 'none':
      return [];
    case 'masked-lm':
      return expected.masks.map((scores, index) =>
        compareWords(scores, found.masks[2 * index], found.masks[2 * index + 1]),
      );
    case 'token-classification':
      return compareLabels(expected.labels, found.labels, head.labels).filter(
        // Most tokens are outside of all entities, and would hide the others.
        ({ labels }) => labels.some((label) => label !== OUTSIDE),
      );
    case 'sequence-classification':
      // A regression decides nothing.
      if (head.scores === 'none') return [];
      if (head.scores === 'sigmoid') return compareAnswers(expected.labels, found.labels);
      return compareLabels(expected.labels, found.labels, head.labels);
  }
}

function compareWords(
  expected: MaskScores,
  best: MaskScores | undefined,
  scores: MaskScores | undefined,
): Comparison {
  if (best === undefined || scores === undefined) throw new TypeError('an answer is missing');
  return {
    same: expected.ids[0] === best.ids[0],
    nats: partialDivergence(expected.logProbabilities, scores.logProbabilities),
  };
}

/** The label of a token in no entity, by convention. */
const OUTSIDE = 'O';

/** Labels that exclude each other. */
function compareLabels(
  expected: Float32Array | null,
  found: Float32Array | null,
  names: readonly string[],
): (Comparison & { readonly labels: readonly (string | undefined)[] })[] {
  if (expected === null || found === null) throw new TypeError('the labels are missing');
  const count = names.length;
  const places = Array.from({ length: expected.length / count }, (_, place) => place * count);
  return places.map((from) => {
    const [one, other] = [expected, found].map((logits) =>
      softmax(logits.subarray(from, from + count)),
    );
    if (one === undefined || other === undefined) throw new TypeError('there are two');
    const labels = [one, other].map((probabilities) => names[indexOfLargest(probabilities)]);
    return { labels, same: labels[0] === labels[1], nats: divergence(one, other) };
  });
}

/** Labels that do not: each is a question of its own. */
function compareAnswers(expected: Float32Array | null, found: Float32Array | null): Comparison[] {
  if (expected === null || found === null) throw new TypeError('the labels are missing');
  const guesses = sigmoid(found);
  return Array.from(sigmoid(expected), (truth, index) => {
    const guess = guesses[index] ?? 0;
    return { same: truth > 0.5 === guess > 0.5, nats: binaryDivergence(truth, guess) };
  });
}

const indexOfLargest = (values: Float64Array): number => values.indexOf(Math.max(...values));

function cosine(a: Float32Array | null, b: Float32Array | null): number {
  if (a === null || b === null) throw new TypeError('a vector is missing');
  let [product, squaresA, squaresB] = [0, 0, 0];
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    product += value * other;
    squaresA += value * value;
    squaresB += other * other;
  }
  const found = product / Math.sqrt(squaresA * squaresB);
  // What holds no numbers, as where halves overflowed, is near to nothing.
  return Number.isFinite(found) ? found : 0;
}
