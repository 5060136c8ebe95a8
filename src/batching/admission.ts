import assert from 'node:assert/strict';
import type { BatchLimits, Row } from '../engine/protocol.js';
import { fail, type ServiceError } from '../errors.js';
import type { Clock } from '../clock.js';
import type { Cost } from './cost.js';
import type { Lane } from './lane.js';
import { assertOneBatch } from './packing.js';
import type { Queue } from './queue.js';
import type { Client, Submission } from './submission.js';
import { Turns } from './turns.js';

/** Requests over which the usual tokens of one are averaged. */
const USUAL_OF = 16;

/** Whether rows may wait in a queue, and how long they would. */
export class Admission {
  readonly #queue: Queue;
  readonly #lanes: readonly Lane[];
  /** Engines are alike: what is learned of one serves for all. */
  readonly #cost: Cost;
  readonly #limits: BatchLimits;
  readonly #maxQueuedTokens: number;
  readonly #clock: Clock;
  readonly #turns = new Turns();
  /** Of one request, lately. */
  #usualTokens = 1;

  constructor(
    queue: Queue,
    lanes: readonly Lane[],
    limits: BatchLimits,
    { maxQueuedTokens }: { readonly maxQueuedTokens: number },
    clock: Clock,
  ) {
    this.#queue = queue;
    this.#lanes = lanes;
    const [first] = lanes;
    assert(first !== undefined, 'there is an engine');
    this.#cost = first.cost;
    this.#limits = limits;
    this.#maxQueuedTokens = maxQueuedTokens;
    this.#clock = clock;
  }

  /**
   * Throws OVERLOADED or DEADLINE_UNREACHABLE where rows would be refused however few they were, so
   * that nobody needs to make them.
   */
  checkAny({ withinMs: allowedMs }: Client): void {
    this.#turns.see(this.#queue.tokens);
    this.#checkDeadline(1, allowedMs, this.#usualTokens);
    this.#checkRoom(this.#usualTokens);
  }

  /**
   * Throws OVERLOADED where the queue is full, DEADLINE_UNREACHABLE where the rows cannot be
   * computed in time, and an AssertionError for rows that no batch can hold, or if they are sealed,
   * that one batch cannot.
   */
  check(rows: readonly Row[], { withinMs: allowedMs, sealed }: Client): void {
    const { rowTokens, masks } = this.#limits;
    for (const row of rows) {
      const tokens = row.tokens.length;
      assert(tokens >= 1 && tokens <= rowTokens, `a row of ${tokens} tokens; limit ${rowTokens}`);
      assert(row.masks.length <= masks, `a row of ${row.masks.length} masks; limit ${masks}`);
    }
    if (sealed) assertOneBatch(rows, this.#limits);
    const tokens = rows.reduce((sum, row) => sum + row.tokens.length, 0);
    this.#turns.see(this.#queue.tokens);
    this.#checkDeadline(tokens, allowedMs, tokens);
    this.#checkRoom(tokens);
    this.#usualTokens += (tokens - this.#usualTokens) / USUAL_OF;
  }

  /** Expected milliseconds of so many tokens on one engine. */
  costOf(tokens: number): number {
    return this.#cost.of(tokens);
  }

  /** Milliseconds until so many waiting tokens are expected to be computed. */
  waitMs(tokens: number): number {
    const now = this.#clock.now();
    const free = Math.min(...this.#lanes.map((lane) => lane.freeAt(now)));
    const batches = Math.ceil(tokens / this.#enough);
    const computed = batches === 0 ? 0 : batches * this.costOf(tokens / batches);
    return free - now + computed / this.#lanes.length;
  }

  /** What a client hears that waits for rows which would be computed too late. */
  tooLate({ entries, arrivedAt, allowedMs }: Submission, endsAt: number): ServiceError {
    const tokens = entries.reduce((sum, { row }) => sum + row.tokens.length, 0);
    return this.#unreachable(endsAt - arrivedAt, allowedMs, tokens);
  }

  /**
   * A queue that is not full takes anything: were the last rows to fit into it, a crowd of short
   * texts would leave no room for a long one, ever.
   */
  #checkRoom(tokens: number): void {
    const queued = this.#queue.tokens;
    const limit = this.#maxQueuedTokens;
    if (queued < limit) return;
    const roomMs = this.waitMs(queued - limit + 1);
    throw fail('OVERLOADED', { queued, limit }, this.#retry(roomMs, tokens));
  }

  /**
   * What cannot be answered in time is refused at once: to compute it would only delay others.
   *
   * @param usual tokens of those who are told when to come again
   */
  #checkDeadline(tokens: number, allowedMs: number | undefined, usual: number): void {
    if (allowedMs === undefined) return;
    const expectedMs = this.#expectedMs(tokens);
    if (expectedMs > allowedMs) throw this.#unreachable(expectedMs, allowedMs, usual);
  }

  #unreachable(expectedMs: number, allowedMs: number, tokens: number): ServiceError {
    const retry = this.#retry(expectedMs - allowedMs, tokens);
    return fail('DEADLINE_UNREACHABLE', { expectedMs, allowedMs }, retry);
  }

  /** Milliseconds until new rows are answered: with all that is due before, and shares their batches. */
  #expectedMs(tokens: number): number {
    const now = this.#clock.now();
    const before = this.#queue.tokensBefore(now + this.costOf(tokens));
    const free = Math.min(...this.#lanes.map((lane) => lane.freeAt(now)));
    const batches = Math.ceil((before + tokens) / this.#enough);
    const computed = Math.min(batches * this.#enough, this.#queue.tokens + tokens) / batches;
    // Engines compute theirs at the same time.
    const rounds = Math.ceil(batches / this.#lanes.length);
    // As Lane.endsAt has it: an idle engine is given the chance to show what it can do.
    const idle = this.#lanes.some(({ inFlight }) => inFlight === 0);
    return free - now + rounds * (idle ? this.#cost.atBest(computed) : this.#cost.safely(computed));
  }

  /** Tokens of a full batch. */
  get #enough(): number {
    return Math.min(this.#limits.tokens, this.#cost.worthwhile);
  }

  #retry(roomMs: number, tokens: number): { readonly retryAfterMs: number } {
    const enough = this.#enough;
    const workMs = ((tokens / enough) * this.costOf(enough)) / this.#lanes.length;
    const now = this.#clock.now();
    return { retryAfterMs: this.#turns.take(now, roomMs, workMs, this.#queue.tokens) };
  }
}
