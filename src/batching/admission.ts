import assert from 'node:assert/strict';
import type { BatchLimits, Row } from '../engine/protocol.js';
import { fail } from '../errors.js';
import type { Clock } from '../clock.js';
import type { Lane } from './lane.js';
import type { Queue } from './queue.js';

/** Whether rows may wait in a queue, and how long they would. */
export class Admission {
  readonly #queue: Queue;
  readonly #lanes: readonly Lane[];
  readonly #limits: BatchLimits;
  readonly #maxQueuedTokens: number;
  readonly #clock: Clock;

  constructor(
    queue: Queue,
    lanes: readonly Lane[],
    limits: BatchLimits,
    { maxQueuedTokens }: { readonly maxQueuedTokens: number },
    clock: Clock,
  ) {
    this.#queue = queue;
    this.#lanes = lanes;
    this.#limits = limits;
    this.#maxQueuedTokens = maxQueuedTokens;
    this.#clock = clock;
  }

  /**
   * Throws OVERLOADED where the queue is full, DEADLINE_UNREACHABLE where the rows cannot be
   * computed in time, and an AssertionError for rows that no batch can hold.
   *
   * @param allowedMs undefined where they may take as long as they take
   */
  check(rows: readonly Row[], allowedMs: number | undefined): void {
    const { rowTokens, masks } = this.#limits;
    for (const row of rows) {
      const tokens = row.tokens.length;
      assert(tokens >= 1 && tokens <= rowTokens, `a row of ${tokens} tokens; limit ${rowTokens}`);
      assert(row.masks.length <= masks, `a row of ${row.masks.length} masks; limit ${masks}`);
    }
    const tokens = rows.reduce((sum, row) => sum + row.tokens.length, 0);
    this.#checkDeadline(tokens, allowedMs);
    const queued = this.#queue.tokens;
    const limit = this.#maxQueuedTokens;
    // An empty queue takes anything, or a large request would be refused for ever.
    if (queued === 0 || queued + tokens <= limit) return;
    throw fail('OVERLOADED', { queued, limit }, { retryAfterMs: this.waitMs(queued) });
  }

  /** Expected milliseconds of so many tokens on one engine. */
  costOf(tokens: number): number {
    return this.#lanes[0]?.cost.of(tokens) ?? 0;
  }

  /** Milliseconds until so many waiting tokens are expected to be computed. */
  waitMs(tokens: number): number {
    const now = this.#clock.now();
    const free = Math.min(...this.#lanes.map((lane) => lane.freeAt(now)));
    const enough = Math.min(this.#limits.tokens, this.#lanes[0]?.cost.worthwhile ?? Infinity);
    const batches = Math.ceil(tokens / enough);
    const computed = batches === 0 ? 0 : batches * this.costOf(tokens / batches);
    return free - now + computed / this.#lanes.length;
  }

  /** What cannot be answered in time is refused at once: to compute it would only delay others. */
  #checkDeadline(tokens: number, allowedMs: number | undefined): void {
    if (allowedMs === undefined) return;
    const ownMs = this.costOf(tokens);
    const before = this.#queue.tokensBefore(this.#clock.now() + ownMs);
    const expectedMs = this.waitMs(before) + ownMs;
    if (expectedMs <= allowedMs) return;
    const retry = { retryAfterMs: expectedMs - allowedMs };
    throw fail('DEADLINE_UNREACHABLE', { expectedMs, allowedMs }, retry);
  }
}
