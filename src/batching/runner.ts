import assert from 'node:assert/strict';
import type { BatchResult, Row } from '../engine/protocol.js';
import { EngineStopped } from '../engine/stopped.js';
import { fail, messageOf, ServiceError } from '../errors.js';

/** All that the batcher knows of an engine. */
export interface BatchRunner {
  /** Batches that it is given while it starts wait for it; those while it is down are refused. */
  readonly readiness: 'ready' | 'starting' | 'down';
  /**
   * Computes one batch. At most two calls are open at a time: one being computed, one prefetched.
   * Rejects with EngineStopped when the process died with the batch, with ServiceError when the
   * engine knows better, with anything else when the model could not compute the batch.
   */
  run(rows: readonly Row[]): Promise<BatchResult>;
}

/**
 * Runs a batch, and never throws nor rejects: the error it gives is EngineStopped, a ServiceError
 * for the rows of the batch, or an AssertionError where engine and protocol disagree.
 */
export async function runBatch(
  engine: BatchRunner,
  rows: readonly Row[],
): Promise<BatchResult | Error> {
  let result: BatchResult;
  try {
    result = await engine.run(rows);
  } catch (error) {
    if (error instanceof EngineStopped || error instanceof ServiceError) return error;
    return fail('ENGINE_FAILED', { detail: messageOf(error) }, { cause: error });
  }
  try {
    assertAnswersAll(rows, result);
  } catch (bug) {
    return bug instanceof Error ? bug : new Error(messageOf(bug));
  }
  return result;
}

/** Whether the model could not compute a batch: for memory, or for one of its rows. */
export const isFailure = (outcome: BatchResult | Error): boolean =>
  outcome instanceof ServiceError && outcome.code === 'ENGINE_FAILED';

function assertAnswersAll(rows: readonly Row[], result: BatchResult): void {
  assert.equal(result.rows.length, rows.length, 'the engine answers every row of a batch');
  for (const [index, row] of rows.entries()) {
    const answered = result.rows[index]?.masks.length;
    assert.equal(answered, row.masks.length, 'the engine answers every mask of a row');
  }
}
