import { layOutMaxPooling, layOutPooling } from './pooling.js';
import type { MaskQuery, Row } from './protocol.js';

/**
 * The arrays of a serving graph's inputs for one batch; graph/signature.ts gives their meaning.
 * Heads that nobody asks get one dummy question, because ONNX Runtime's kernels crash on none.
 */
export interface Feeds {
  readonly tokens: Int32Array;
  readonly positions: Int32Array;
  readonly starts: Int32Array;
  /** [rows, longest] */
  readonly block: Int32Array;
  readonly slots: Int32Array;
  readonly lengths: Int32Array;
  readonly maskTokens: Int32Array;
  readonly asksMasks: boolean;
  readonly topK: number;
  readonly targets: Int32Array;
  /** [pooled, tokens] */
  readonly pooling: Float32Array;
  /** [max pooled, the longest of them] */
  readonly maxPooling: Int32Array;
  readonly longest: number;
  readonly pooled: number;
  readonly maxPooled: number;
}

/** Lays the rows of a batch end to end and points each question at its token. */
export function layOut(rows: readonly Row[], vocabularySize: number): Feeds {
  return {
    ...layOutTokens(rows),
    ...layOutMasks(rows, vocabularySize),
    ...layOutPooling(rows),
    ...layOutMaxPooling(rows),
  };
}

function layOutTokens(rows: readonly Row[]) {
  const count = rows.reduce((sum, row) => sum + row.tokens.length, 0);
  const longest = rows.reduce((most, row) => Math.max(most, row.tokens.length), 0);
  const tokens = new Int32Array(count);
  const positions = new Int32Array(count);
  const slots = new Int32Array(count);
  const lengths = new Int32Array(rows.length);
  const starts = new Int32Array(rows.length);
  const block = new Int32Array(rows.length * longest);
  let start = 0;
  for (const [index, row] of rows.entries()) {
    const { length } = row.tokens;
    tokens.set(row.tokens, start);
    lengths[index] = length;
    starts[index] = start;
    for (let position = 0; position < length; position++) {
      const slot = index * longest + position;
      positions[start + position] = position;
      slots[start + position] = slot;
      block[slot] = start + position;
    }
    start += length;
  }
  return { tokens, positions, block, slots, lengths, starts, longest };
}

function layOutMasks(rows: readonly Row[], vocabularySize: number) {
  const maskTokens: number[] = [];
  const targets: number[] = [];
  let topK = 1;
  for (const { query, token } of eachQuery(rows)) {
    const index = maskTokens.push(token) - 1;
    if (query.kind === 'top') {
      topK = Math.max(topK, query.k);
      continue;
    }
    for (const id of query.ids) targets.push(index * vocabularySize + id);
  }
  return {
    asksMasks: maskTokens.length > 0,
    maskTokens: Int32Array.from(maskTokens.length > 0 ? maskTokens : [0]),
    topK,
    targets: Int32Array.from(targets.length > 0 ? targets : [0]),
  };
}

function* eachQuery(
  rows: readonly Row[],
): Generator<{ readonly query: MaskQuery; readonly token: number }> {
  let start = 0;
  for (const row of rows) {
    for (const query of row.masks) yield { query, token: start + query.position };
    start += row.tokens.length;
  }
}
