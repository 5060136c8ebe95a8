import type { Pooling } from '../package/manifest.js';
import type { Row } from './protocol.js';

/** What is a sum over a row's tokens, each with a weight. */
type SumPooling = Exclude<Pooling, 'max'>;

/** Weights [pooled, tokens] of the rows that are pooled by a sum; a line of zeros for none. */
export function layOutPooling(rows: readonly Row[]) {
  const sums = rows.filter(({ pooling }) => pooling !== null && pooling !== 'max').length;
  const count = rows.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const pooled = Math.max(sums, 1);
  const pooling = new Float32Array(pooled * count);
  let start = 0;
  let index = 0;
  for (const { pooling: kind, tokens } of rows) {
    if (kind !== null && kind !== 'max') {
      const from = index * count + start;
      setWeights(kind, pooling.subarray(from, from + tokens.length));
      index += 1;
    }
    start += tokens.length;
  }
  return { pooling, pooled };
}

/**
 * Weighs the tokens of a row; the weights are zeros before. Formulas: sentence-transformers 6.2,
 * sentence_transformer/modules/pooling.py, `_forward_flattened`.
 */
function setWeights(kind: SumPooling, weights: Float32Array): void {
  const { length } = weights;
  switch (kind) {
    case 'mean':
      weights.fill(1 / length);
      return;
    case 'mean_sqrt_len_tokens':
      weights.fill(1 / Math.sqrt(length));
      return;
    case 'weightedmean':
      for (let place = 1; place <= length; place++) {
        weights[place - 1] = place / ((length * (length + 1)) / 2);
      }
      return;
    case 'cls':
      weights[0] = 1;
      return;
    case 'lasttoken':
      weights[length - 1] = 1;
      return;
  }
}

/**
 * Tokens [max pooled, the longest of them] of the rows whose maxima are asked for: a shorter one is
 * filled up with its first token, which changes no maximum. One token for none.
 */
export function layOutMaxPooling(rows: readonly Row[]) {
  const maxima = rows.filter(({ pooling }) => pooling === 'max');
  const longest = maxima.reduce((most, { tokens }) => Math.max(most, tokens.length), 1);
  const maxPooled = Math.max(maxima.length, 1);
  const maxPooling = new Int32Array(maxPooled * longest);
  let start = 0;
  let index = 0;
  for (const { pooling, tokens } of rows) {
    if (pooling === 'max') {
      for (let position = 0; position < longest; position++) {
        maxPooling[index * longest + position] = start + (position < tokens.length ? position : 0);
      }
      index += 1;
    }
    start += tokens.length;
  }
  return { maxPooling, maxPooled };
}
