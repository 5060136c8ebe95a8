import type { Clock } from '../clock.js';

/** Tells of what does not happen in time; one thing at a time. */
export class Watchdog {
  readonly #clock: Clock;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `late` in so many milliseconds, unless it rests or watches something else by then. */
  watch(ms: number, late: () => void): void {
    this.rest();
    // In two halves: a server that was itself stopped meanwhile reads what has come before it judges.
    this.#cancel = this.#clock.setTimer(ms / 2, () => {
      this.#cancel = this.#clock.setTimer(ms / 2, late);
    });
  }

  rest(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
