import type { Clock } from '../../src/clock.js';

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** A clock that only moves when told to. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now = 1000;

  now(): number {
    return this.#now;
  }

  setTimer(ms: number, callback: () => void): () => void {
    const timer = { due: this.#now + ms, callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  get timers(): number {
    return this.#timers.size;
  }

  /** When the next of them calls back; Infinity where there is none. */
  get nextDue(): number {
    return Math.min(...[...this.#timers].map(({ due }) => due));
  }

  /** Lets `ms` milliseconds pass, calling back what comes due, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].sort((a, b) => a.due - b.due);
      if (next === undefined || next.due > end) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.callback();
    }
    this.#now = end;
  }
}
