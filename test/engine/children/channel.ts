/** What all the small programs share: the protocol's channel, and a faithful answer. */
import type { BatchResult, FromEngine, Row, ToEngine } from '../../../src/engine/protocol.js';

export function hear(handle: (message: ToEngine) => void): void {
  process.on('message', handle);
}

export function say(message: FromEngine): void {
  process.send?.(message);
}

export function sayReady(warmUpMs = 2): void {
  const times = { loadMs: 1, warmUpMs, measured: [] };
  say({ kind: 'ready', ready: { provider: 'fake', integerSums: null, ...times } });
}

/** Each row is answered by the sum of its tokens. */
export function answerTo(rows: readonly Row[]): BatchResult {
  const sum = (row: Row) => row.tokens.reduce((total, token) => total + token, 0);
  return {
    rows: rows.map((row) => ({
      masks: [],
      pooled: Float32Array.of(sum(row)),
      labels: null,
      states: null,
    })),
    inferenceMs: 0,
  };
}
