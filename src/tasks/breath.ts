import { setImmediate } from 'node:timers/promises';

/** Longest time in milliseconds that one request holds the thread which serves all of them. */
const LONGEST_HOLD_MS = 8;

/**
 * Lets other requests have their turn in a long loop: call it at every step, and it waits for the
 * event loop once the step before has held it for too long.
 */
export class Breath {
  #since = performance.now();

  async take(): Promise<void> {
    if (performance.now() - this.#since < LONGEST_HOLD_MS) return;
    await setImmediate();
    this.#since = performance.now();
  }
}
