import type { Clock } from '../clock.js';

/** An inference that has worked within so many milliseconds tells that the engine computes. */
const FRESH_MS = 10_000;

/** A process that still computes when it has been up for so long is not part of a crash loop. */
const STEADY_MS = 30_000;

/** What the inferences of one process have come to. */
export class Vitals {
  readonly #clock: Clock;
  readonly #freshMs: number;
  readonly #startedAt: number;
  #workedAt: number;
  #failures = 0;
  #steady = false;

  /**
   * Of a process that has just warmed up.
   *
   * @param warmUpMs what that took: the largest batch was computed, so that no later one needs longer
   */
  constructor(clock: Clock, warmUpMs: number) {
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#workedAt = this.#startedAt;
    this.#freshMs = Math.max(FRESH_MS, 2 * warmUpMs);
  }

  worked(): void {
    this.#workedAt = this.#clock.now();
    this.#steady ||= this.#workedAt - this.#startedAt >= STEADY_MS;
    this.#failures = 0;
  }

  /** @returns how many have failed in a row */
  failed(): number {
    this.#failures += 1;
    return this.#failures;
  }

  /** Whether the last one worked. */
  get working(): boolean {
    return this.#failures === 0;
  }

  /** Whether the last one worked, and not long ago. */
  get fresh(): boolean {
    return this.working && this.#clock.now() - this.#workedAt < this.#freshMs;
  }

  /** Whether one has worked when the process had been up for a while. */
  get steady(): boolean {
    return this.#steady;
  }
}
