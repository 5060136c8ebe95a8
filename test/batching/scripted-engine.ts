import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { BatchRunner } from '../../src/batching/batcher.js';
import type { BatchResult, Row } from '../../src/engine/protocol.js';
import { EngineStopped } from '../../src/engine/stopped.js';
import { answerTo } from './rows.js';

interface Call {
  readonly rows: readonly Row[];
  readonly resolve: (result: BatchResult) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * An engine that computes when told to: the oldest open batch is the one being computed, the other
 * is prefetched. Each command returns once everybody has heard of it.
 */
export class ScriptedEngine implements BatchRunner {
  readiness: BatchRunner['readiness'] = 'ready';
  /** All batches it was ever handed. */
  readonly batches: (readonly Row[])[] = [];
  #open: Call[] = [];

  run(rows: readonly Row[]): Promise<BatchResult> {
    assert(this.#open.length < 2, 'one batch at most is prefetched');
    this.batches.push(rows);
    return new Promise((resolve, reject) => {
      this.#open.push({ rows, resolve, reject });
    });
  }

  /** The batch being computed. */
  get running(): readonly Row[] | undefined {
    return this.#open[0]?.rows;
  }

  /** The batch waiting on the doorstep. */
  get prefetched(): readonly Row[] | undefined {
    return this.#open[1]?.rows;
  }

  async finish(inferenceMs = 0): Promise<void> {
    const call = this.#open.shift();
    call?.resolve({ rows: call.rows.map(answerTo), inferenceMs });
    await turn();
  }

  /** Answers the running batch with something that is not its answer. */
  async finishWith(result: BatchResult): Promise<void> {
    this.#open.shift()?.resolve(result);
    await turn();
  }

  async fail(error: unknown): Promise<void> {
    this.#open.shift()?.reject(error);
    await turn();
  }

  /** The process dies, either computing the oldest batch or before it could begin. */
  async die(cause: 'computing' | 'idle' = 'computing'): Promise<void> {
    const lost = this.#open;
    this.#open = [];
    for (const [index, call] of lost.entries()) {
      call.reject(new EngineStopped('exit code 139', cause === 'computing' && index === 0));
    }
    await turn();
  }
}
