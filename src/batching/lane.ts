import assert from 'node:assert/strict';
import type { MeasuredBatch } from '../engine/protocol.js';
import { Cost } from './cost.js';
import type { BatchRunner } from './runner.js';

/** One batch being computed, and one on the engine's doorstep so that it never stands idle. */
const MAX_IN_FLIGHT = 2;

interface Flight {
  /** Milliseconds that it was expected to take when it was sent. */
  readonly expectedMs: number;
  /** When the engine began with it; null while it waits behind another. */
  startedAt: number | null;
}

/** One engine, what it has in hand, and when it will be free. Times are milliseconds of one clock. */
export class Lane {
  readonly cost: Cost;
  /** In the order of sending, which is the order of computing. */
  readonly #flights: Flight[] = [];

  /** @param measured batches from before, from which costs are expected at first */
  constructor(
    readonly engine: BatchRunner,
    measured: readonly MeasuredBatch[] = [],
  ) {
    this.cost = new Cost(measured);
  }

  /** Batches at the engine: 0, 1 (computed) or 2 (one computed, one prefetched). */
  get inFlight(): number {
    return this.#flights.length;
  }

  get isFull(): boolean {
    return this.#flights.length === MAX_IN_FLIGHT;
  }

  /** When everything that was sent is expected to be computed; now where nothing is. */
  freeAt(now: number): number {
    let at = now;
    for (const { expectedMs, startedAt } of this.#flights) {
      at = Math.max(at, (startedAt ?? at) + expectedMs);
    }
    return at;
  }

  /**
   * When a batch that is sent now will hardly fail to be computed. Of an idle engine the best is hoped:
   * what it learned in a bad minute, nothing but the next batch can correct.
   */
  endsAt(tokens: number, now: number): number {
    if (this.inFlight === 0) return now + this.cost.atBest(tokens);
    return this.freeAt(now) + this.cost.safely(tokens);
  }

  /** How long what waits may still gather company, in milliseconds: an idle engine never waits. */
  gatherMs(windowMs: number, now: number): number {
    return this.inFlight === 0 ? 0 : this.freeAt(now) - windowMs - now;
  }

  /** @returns to be called when the batch has landed, with its time where it was computed */
  send(tokens: number, now: number): (landedAt: number, inferenceMs: number | null) => void {
    assert(!this.isFull, 'at most one batch is prefetched');
    const startedAt = this.inFlight === 0 ? now : null;
    const flight: Flight = { expectedMs: this.cost.of(tokens), startedAt };
    this.#flights.push(flight);
    return (landedAt, inferenceMs) => {
      this.#flights.splice(this.#flights.indexOf(flight), 1);
      const [next] = this.#flights;
      if (next !== undefined) next.startedAt ??= landedAt;
      if (inferenceMs !== null) this.cost.learn({ tokens, inferenceMs });
    };
  }
}

/** Tokens from which on a batch needs no more company: idle engines share what waits. */
export function enoughFor({ cost }: Lane, lanes: readonly Lane[], waiting: number): number {
  const idle = lanes.filter(({ inFlight }) => inFlight === 0).length;
  return Math.min(cost.worthwhile, Math.ceil(waiting / Math.max(1, idle)));
}

/** Where no engine is ready, batches wait for one that starts; one that is down tells why. */
const preferred = ['ready', 'starting', 'down'] as const;

/** The engine that will be free first, of those that have room for a batch. */
export function nextLane(lanes: readonly Lane[], now: number): Lane | undefined {
  const best = preferred.find((one) => lanes.some(({ engine }) => engine.readiness === one));
  const usable = lanes.filter(({ engine, isFull }) => engine.readiness === best && !isFull);
  return usable.sort((a, b) => a.freeAt(now) - b.freeAt(now))[0];
}
