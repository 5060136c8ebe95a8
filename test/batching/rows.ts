import type { BatchLimits, Row, RowResult } from '../../src/engine/protocol.js';

export const limits: BatchLimits = {
  tokens: 64,
  padded: false,
  rows: 4,
  masks: 3,
  rowTokens: 32,
  topK: 5,
};

/** A row all of whose tokens are `name`, so that an answer can be told from its neighbours'. */
export function row(tokens: number, name = 0, masks = 0): Row {
  return {
    tokens: new Int32Array(tokens).fill(name),
    masks: Array.from({ length: masks }, (_, position) => ({ kind: 'top', position, k: 1 })),
    pooling: 'mean',
    labels: false,
    states: false,
  };
}

/** What a faithful engine says to a row: its name, its length, its masks' positions. */
export function answerTo(row: Row): RowResult {
  return {
    masks: row.masks.map((mask) => ({
      ids: Int32Array.of(mask.position),
      logProbabilities: Float32Array.of(-1),
    })),
    pooled: Float32Array.of(row.tokens[0] ?? -1, row.tokens.length),
    labels: null,
    states: null,
  };
}

/** Tokens of each row, where there is a batch at all. */
export const lengthsOf = (rows: readonly Row[] | undefined): number[] | undefined =>
  rows?.map((row) => row.tokens.length);
