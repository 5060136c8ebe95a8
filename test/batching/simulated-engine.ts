import { setImmediate as turn } from 'node:timers/promises';
import type { BatchRunner } from '../../src/batching/batcher.js';
import type { BatchResult, Row } from '../../src/engine/protocol.js';
import type { FakeClock } from './fake-clock.js';
import { answerTo } from './rows.js';

/** An engine that computes one batch after the other, in the time of a fake clock. */
export class SimulatedEngine implements BatchRunner {
  readonly readiness = 'ready';
  /** Tokens that were computed. */
  tokens = 0;
  readonly #clock: FakeClock;
  readonly #costOf: (tokens: number) => number;
  #freeAt = 0;

  /** @param costOf milliseconds of a batch of so many tokens, of each anew */
  constructor(clock: FakeClock, costOf: (tokens: number) => number) {
    this.#clock = clock;
    this.#costOf = costOf;
  }

  run(rows: readonly Row[]): Promise<BatchResult> {
    const tokens = rows.reduce((sum, row) => sum + row.tokens.length, 0);
    const inferenceMs = this.#costOf(tokens);
    const now = this.#clock.now();
    this.#freeAt = Math.max(now, this.#freeAt) + inferenceMs;
    this.tokens += tokens;
    return new Promise((resolve) => {
      this.#clock.setTimer(this.#freeAt - now, () => {
        resolve({ rows: rows.map(answerTo), inferenceMs });
      });
    });
  }
}

/** Lets time pass, and everybody hear of what happens at each moment before the next comes. */
export async function letPass(clock: FakeClock, ms: number): Promise<void> {
  const end = clock.now() + ms;
  for (;;) {
    const next = Math.min(clock.nextDue, end);
    clock.advance(next - clock.now());
    await turn();
    if (next === end && clock.nextDue > end) return;
  }
}
