import {
  Batcher,
  type Answer,
  type BatcherOptions,
  type Client,
} from '../../src/batching/batcher.js';
import type { BatchLimits, MeasuredBatch, Row } from '../../src/engine/protocol.js';
import { Lane } from '../../src/batching/lane.js';
import { FakeClock } from './fake-clock.js';
import { limits } from './rows.js';
import { ScriptedEngine } from './scripted-engine.js';

const defaults: BatcherOptions = { windowMs: 5, maxQueuedTokens: 1000 };

interface Options extends Partial<BatcherOptions & BatchLimits> {
  /** On each engine, before. */
  readonly measured?: readonly MeasuredBatch[];
}

/** A batcher between a scripted engine and a fake clock. */
export function testBench(options: Options = {}) {
  const engine = new ScriptedEngine();
  return { engine, ...testBenchOf([engine], options) };
}

/** The same with several engines. */
export function testBenchOf(
  engines: readonly ScriptedEngine[],
  { measured, ...options }: Options = {},
) {
  const clock = new FakeClock();
  const batcher = new Batcher(
    engines.map((engine) => new Lane(engine, measured)),
    { ...limits, ...options },
    { ...defaults, ...options },
    clock,
  );

  /** Submits, and keeps book of what comes back. */
  function submit(rows: readonly Row[], client?: Client): Caller {
    const caller: Caller = { settled: 0, answers: undefined, error: undefined };
    batcher.submit(rows, client).then(
      (answers) => {
        caller.settled += 1;
        caller.answers = answers;
      },
      (error: unknown) => {
        caller.settled += 1;
        caller.error = error;
      },
    );
    return caller;
  }

  return { clock, batcher, submit };
}

/** An engine that takes a millisecond for each token, as it was measured. */
export const steady: readonly MeasuredBatch[] = [
  { tokens: 10, inferenceMs: 10 },
  { tokens: 20, inferenceMs: 20 },
];

/** What the caller of `submit` has heard so far. */
export interface Caller {
  settled: number;
  answers: readonly Answer[] | undefined;
  error: unknown;
}

/** The code of the error that a caller got, if any. */
export function codeOf({ error }: Caller): unknown {
  return error instanceof Error && 'code' in error ? error.code : error;
}

/** The rows' names in the answers, as the faithful engine gives them. */
export function namesIn({ answers }: Caller): unknown {
  return answers?.map((answer) => answer.result.pooled?.[0]);
}
