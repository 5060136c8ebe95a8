import type { MaskQuery, MaskScores, Row, RowResult } from './protocol.js';

/** The arrays of a serving graph's outputs; graph/signature.ts gives their shapes. */
export interface Outputs {
  readonly topIds: Int32Array;
  readonly topScores: Float32Array;
  readonly targetScores: Float32Array;
  readonly pooled: Float32Array;
}

/** Gives each row of a batch its own part of the outputs, copied. */
export function takeApart(
  rows: readonly Row[],
  outputs: Outputs,
  topK: number,
  hiddenSize: number,
): RowResult[] {
  let query = 0;
  let target = 0;
  let pooled = 0;
  const takeScores = (asked: MaskQuery): MaskScores => {
    const index = query++;
    if (asked.kind === 'top') {
      const from = index * topK;
      return {
        ids: outputs.topIds.slice(from, from + asked.k),
        logProbabilities: outputs.topScores.slice(from, from + asked.k),
      };
    }
    const from = target;
    target += asked.ids.length;
    return { ids: asked.ids, logProbabilities: outputs.targetScores.slice(from, target) };
  };
  const takePooled = (): Float32Array => {
    const from = pooled++ * hiddenSize;
    return outputs.pooled.slice(from, from + hiddenSize);
  };
  return rows.map((row) => ({
    masks: row.masks.map(takeScores),
    pooled: row.pooling === null ? null : takePooled(),
  }));
}
