import assert from 'node:assert/strict';
import type { BatchResult } from '../engine/protocol.js';
import type { ComputedBatch } from './observer.js';
import { batchTokens } from './packing.js';
import type { Entry } from './submission.js';

/** Gives each row of a batch its answer, and tells what the batch was. */
export function answerAll(
  batch: readonly Entry[],
  { rows: results, inferenceMs }: BatchResult,
  { now, padded }: { readonly now: number; readonly padded: boolean },
): Omit<ComputedBatch, 'lane'> {
  const rows = batch.map((entry) => entry.row);
  const tokens = batchTokens(rows, false);
  const cost = { inferenceMs, batchRows: rows.length, batchTokens: tokens };
  // The engine's clock is another one: the difference may come out just below zero.
  const queueMs = batch.map(({ submission: { arrivedAt } }) =>
    Math.max(0, now - arrivedAt - inferenceMs),
  );
  for (const [index, entry] of batch.entries()) {
    const result = results[index];
    const waitedMs = queueMs[index];
    assert(result !== undefined && waitedMs !== undefined);
    entry.submission.answer(entry, { result, queueMs: waitedMs, ...cost });
  }
  return { tokens, paddingTokens: batchTokens(rows, padded) - tokens, inferenceMs, queueMs };
}
