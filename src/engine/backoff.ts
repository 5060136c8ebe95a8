const FIRST_MS = 100;
const LONGEST_MS = 10_000;

/** Pauses between tries that fail in a row: 100 ms, and twice as long each time up to 10 s. */
export class Backoff {
  readonly #free: number;
  #failures = 0;

  /** @param free tries that are repeated without a pause */
  constructor(free: number) {
    this.#free = free;
  }

  /** Milliseconds to wait after one more failure. */
  next(): number {
    const doublings = this.#failures - this.#free;
    this.#failures += 1;
    return doublings < 0 ? 0 : Math.min(FIRST_MS * 2 ** doublings, LONGEST_MS);
  }

  reset(): void {
    this.#failures = 0;
  }
}
