import type { MeasuredBatch } from '../engine/protocol.js';

/** How much a batch that was seen counts after the next one. Some fifty batches are remembered. */
const FORGETTING = 0.98;

/** What is known from the start counts as much as one batch, for ever: it keeps the line steady. */
const START_WEIGHT = 1;

/**
 * How fast the engine is just now beside the line, and how far it strays: smoothed as TCP does with
 * round trips (Jacobson, Congestion avoidance and control, 1988). With two deviations, a simulated
 * overload had the most answers in time: `test/batching/overload.test.ts`.
 */
const PACE_GAIN = 1 / 8;
const DEVIATION_GAIN = 1 / 4;
const SAFE_DEVIATIONS = 2;
const MOST_OFF = 1;

/** Where a batch costs at least so many times its overhead, larger ones gain next to nothing. */
const WORTHWHILE = 20;

/** With fewer tokens, products are too small for the vectors of any processor. */
const LEAST_WORTHWHILE = 128;

/**
 * What batches cost on one engine, learned while it computes: milliseconds = overhead + tokens ×
 * rate, fitted by least squares in which older batches count less, times the pace of the last few.
 * Reading the weights is the overhead; attention, which grows faster than tokens, is small beside the
 * linear layers.
 */
export class Cost {
  readonly #start: Sums;
  readonly #startLine: Line;
  #seen: Sums = zero;
  #pace = 1;
  #deviation = 0;

  /** @param start batches that were measured before, if any */
  constructor(start: readonly MeasuredBatch[] = []) {
    this.#start = start.reduce((sums, batch) => add(sums, batch, START_WEIGHT), zero);
    this.#startLine = fit(this.#start);
  }

  learn(batch: MeasuredBatch): void {
    const expectedMs = this.#lineOf(batch.tokens);
    if (expectedMs > 0) {
      // One that took much longer is as likely an accident as news.
      const off = Math.min(batch.inferenceMs / expectedMs - this.#pace, MOST_OFF);
      this.#pace += PACE_GAIN * off;
      this.#deviation += DEVIATION_GAIN * (Math.abs(off) - this.#deviation);
    }
    this.#seen = add(scale(this.#seen, FORGETTING), batch, 1);
  }

  /** Expected milliseconds of a batch; 0 while nothing is known. */
  of(tokens: number): number {
    return this.#lineOf(tokens) * this.#pace;
  }

  /** Milliseconds that a batch hardly ever exceeds. */
  safely(tokens: number): number {
    return this.#lineOf(tokens) * (this.#pace + SAFE_DEVIATIONS * this.#deviation);
  }

  #lineOf(tokens: number): number {
    const { overhead, rate } = this.#line;
    return overhead + rate * tokens;
  }

  /** The same, or what was known from the start where that is less. */
  atBest(tokens: number): number {
    const { overhead, rate } = this.#startLine;
    return Math.min(this.of(tokens), overhead + rate * tokens);
  }

  /** Tokens from which on a batch has not much overhead; Infinity while nothing is known. */
  get worthwhile(): number {
    const { overhead, rate } = this.#line;
    if (rate === 0) return Infinity;
    return Math.max(LEAST_WORTHWHILE, ((WORTHWHILE - 1) * overhead) / rate);
  }

  get #line(): Line {
    return fit(sum(this.#start, this.#seen));
  }
}

/** Milliseconds of a batch without tokens, and of each token. */
interface Line {
  readonly overhead: number;
  readonly rate: number;
}

function fit({ weight, x, y, xx, xy }: Sums): Line {
  if (x === 0) return { overhead: 0, rate: 0 };
  const spread = weight * xx - x * x;
  // Batches of one size tell nothing of an overhead.
  const slope = spread > 1e-6 * weight * xx ? (weight * xy - x * y) / spread : y / x;
  // Noise can tilt the line either way: neither part is ever negative.
  const rate = Math.min(Math.max(slope, 0), y / x);
  return { overhead: (y - rate * x) / weight, rate };
}

/** Weighted sums over batches: x are tokens, y are milliseconds. */
interface Sums {
  readonly weight: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly xy: number;
}

const zero: Sums = { weight: 0, x: 0, y: 0, xx: 0, xy: 0 };

const add = (sums: Sums, { tokens, inferenceMs }: MeasuredBatch, weight: number): Sums => ({
  weight: sums.weight + weight,
  x: sums.x + weight * tokens,
  y: sums.y + weight * inferenceMs,
  xx: sums.xx + weight * tokens * tokens,
  xy: sums.xy + weight * tokens * inferenceMs,
});

const sum = (a: Sums, b: Sums): Sums => ({
  weight: a.weight + b.weight,
  x: a.x + b.x,
  y: a.y + b.y,
  xx: a.xx + b.xx,
  xy: a.xy + b.xy,
});

const scale = (sums: Sums, by: number): Sums => ({
  weight: sums.weight * by,
  x: sums.x * by,
  y: sums.y * by,
  xx: sums.xx * by,
  xy: sums.xy * by,
});
