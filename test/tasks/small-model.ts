import type { MaskQuery, MaskScores, Row } from '../../src/engine/protocol.js';
import { idsOf } from '../text/bundled.js';
import { fakeModel, type FakeModel } from './fake-model.js';

/** All that the small model ever puts in a mask's place. */
export const vocabulary = idsOf('Ġfiebre', 'Ġtos', 'Ġdolor', 'Ġdisnea', 'Ġy', 'Ġcon');

/**
 * A model of few words, each of which depends on everything in its row: on every token, its place,
 * and the place that is asked about. `top` knows the vocabulary only; every other token is as good
 * as impossible.
 */
export function smallModel(masks = 8, rowTokens = 64): FakeModel {
  const model = fakeModel((row) => ({
    masks: row.masks.map((query) => answer(row, query)),
    pooled: null,
    labels: null,
    states: null,
  }));
  return { ...model, limits: { ...model.limits, masks, rowTokens, tokens: 512 } };
}

function answer(row: Row, query: MaskQuery): MaskScores {
  if (query.kind === 'targets') {
    const all = Float32Array.from(query.ids, (id) => logProbability(row, query.position, id));
    return { ids: query.ids, logProbabilities: all };
  }
  const ranked = vocabulary
    .map((id) => ({ id, score: logProbability(row, query.position, id) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, query.k);
  return {
    ids: Int32Array.from(ranked, ({ id }) => id),
    logProbabilities: Float32Array.from(ranked, ({ score }) => score),
  };
}

/** Natural logarithm, as the engine gives it: in single precision. */
export function logProbability(
  { tokens }: Pick<Row, 'tokens'>,
  position: number,
  id: number,
): number {
  const weight = (one: number) => Math.exp(3 * Math.sin(hash(tokens, position, one)));
  const sum = vocabulary.reduce((total, one) => total + weight(one), 0);
  return Math.fround(Math.log(weight(id) / sum) - (vocabulary.includes(id) ? 0 : 5));
}

function hash(tokens: Int32Array, position: number, id: number): number {
  let value = position * 7919 + id * 104_729;
  for (const token of tokens) value = (value * 31 + token) % 1_000_003;
  return value;
}
