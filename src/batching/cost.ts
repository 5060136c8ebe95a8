import type { MeasuredBatch } from '../engine/protocol.js';

/** How much a batch that was seen counts after the next one. Some fifty batches are remembered. */
const FORGETTING = 0.98;

/** What is known from the start counts as much as one batch, for ever: it keeps the line steady. */
const START_WEIGHT = 1;

/** Where a batch costs at least so many times its overhead, larger ones gain next to nothing. */
const WORTHWHILE = 20;

/** With fewer tokens, products are too small for the vectors of any processor. */
const LEAST_WORTHWHILE = 128;

/**
 * What batches cost on one engine, learned while it computes: milliseconds = overhead + tokens ×
 * rate, fitted by least squares in which older batches count less. Reading the weights is the
 * overhead; attention, which grows faster than tokens, is small beside the linear layers.
 */
export class Cost {
  readonly #start: Sums;
  #seen: Sums = zero;

  /** @param start batches that were measured before, if any */
  constructor(start: readonly MeasuredBatch[] = []) {
    this.#start = start.reduce((sums, batch) => add(sums, batch, START_WEIGHT), zero);
  }

  learn(batch: MeasuredBatch): void {
    this.#seen = add(scale(this.#seen, FORGETTING), batch, 1);
  }

  /** Expected milliseconds of a batch; 0 while nothing is known. */
  of(tokens: number): number {
    const { overhead, rate } = this.#line;
    return overhead + rate * tokens;
  }

  /** Tokens from which on a batch has not much overhead; Infinity while nothing is known. */
  get worthwhile(): number {
    const { overhead, rate } = this.#line;
    if (rate === 0) return Infinity;
    return Math.max(LEAST_WORTHWHILE, ((WORTHWHILE - 1) * overhead) / rate);
  }

  get #line(): { readonly overhead: number; readonly rate: number } {
    const { weight, x, y, xx, xy } = sum(this.#start, this.#seen);
    if (x === 0) return { overhead: 0, rate: 0 };
    const spread = weight * xx - x * x;
    // Batches of one size tell nothing of an overhead.
    const slope = spread > 1e-6 * weight * xx ? (weight * xy - x * y) / spread : y / x;
    // Noise can tilt the line either way: neither part is ever negative.
    const rate = Math.min(Math.max(slope, 0), y / x);
    return { overhead: (y - rate * x) / weight, rate };
  }
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
