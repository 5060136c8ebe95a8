import type { Pooling } from '../package/manifest.js';
import type { MaskQuery, MaskScores, Row, RowResult } from './protocol.js';

/** The arrays of a serving graph's outputs; graph/signature.ts gives their shapes. */
export interface Outputs {
  readonly topIds: Int32Array;
  readonly topScores: Float32Array;
  readonly targetScores: Float32Array;
  readonly pooled: Float32Array;
  readonly maxPooled: Float32Array;
  readonly labels: Float32Array;
  readonly states: Float32Array;
}

/** The outputs that any row of a batch asks for. Others need not be copied out of the runtime. */
export function askedOutputs(rows: readonly Row[]): (keyof Outputs)[] {
  const asks = (kind: MaskQuery['kind']) =>
    rows.some(({ masks }) => masks.some((query) => query.kind === kind));
  const asked: Readonly<Record<keyof Outputs, boolean>> = {
    topIds: asks('top'),
    topScores: asks('top'),
    targetScores: asks('targets'),
    pooled: rows.some(({ pooling }) => pooling !== null && pooling !== 'max'),
    maxPooled: rows.some(({ pooling }) => pooling === 'max'),
    labels: rows.some(({ labels }) => labels),
    states: rows.some(({ states }) => states),
  };
  return outputNames.filter((name) => asked[name]);
}

const outputNames = [
  ...(['topIds', 'topScores', 'targetScores', 'pooled', 'maxPooled', 'labels', 'states'] as const),
];

/** Sizes that tell where one row's part ends and the next begins. */
export interface OutputSizes {
  /** Candidates of every mask query. */
  readonly topK: number;
  readonly hiddenSize: number;
  /** Labels, and whether each token has them or each row; null without a classifier. */
  readonly labels: { readonly count: number; readonly per: 'token' | 'row' } | null;
}

/** Gives each row of a batch its own part of the outputs, copied. */
export function takeApart(rows: readonly Row[], outputs: Outputs, sizes: OutputSizes): RowResult[] {
  const takeScores = maskTaker(outputs, sizes.topK);
  const takeSum = taker(outputs.pooled);
  const takeMaximum = taker(outputs.maxPooled);
  const takePooled = (pooling: Pooling) =>
    (pooling === 'max' ? takeMaximum : takeSum)(sizes.hiddenSize);
  const takeLabels = taker(outputs.labels);
  let end = 0;
  return rows.map((row) => {
    const start = end;
    end += row.tokens.length * sizes.hiddenSize;
    const { labels: classifier } = sizes;
    const times = classifier?.per === 'token' ? row.tokens.length : 1;
    // Every row has logits where any row asks.
    const labels = classifier === null ? null : takeLabels(classifier.count * times);
    return {
      masks: row.masks.map(takeScores),
      pooled: row.pooling === null ? null : takePooled(row.pooling),
      labels: row.labels ? labels : null,
      states: row.states ? outputs.states.slice(start, end) : null,
    };
  });
}

/** Takes one piece after the other. */
function taker(values: Float32Array): (length: number) => Float32Array {
  let from = 0;
  return (length) => values.slice(from, (from += length));
}

function maskTaker(outputs: Outputs, topK: number): (asked: MaskQuery) => MaskScores {
  let query = 0;
  const takeTargets = taker(outputs.targetScores);
  return (asked) => {
    const from = query++ * topK;
    if (asked.kind === 'targets') {
      return { ids: asked.ids, logProbabilities: takeTargets(asked.ids.length) };
    }
    return {
      ids: outputs.topIds.slice(from, from + asked.k),
      logProbabilities: outputs.topScores.slice(from, from + asked.k),
    };
  };
}
