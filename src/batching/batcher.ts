import assert from 'node:assert/strict';
import type { BatchLimits, BatchResult, Row } from '../engine/protocol.js';
import { EngineStopped } from '../engine/stopped.js';
import { fail } from '../errors.js';
import type { Clock } from './clock.js';
import { lookAhead, pack } from './packing.js';
import { Queue } from './queue.js';
import { runBatch, type BatchRunner } from './runner.js';
import { Submission, type Answer, type Entry } from './submission.js';

export type { Answer, BatchRunner, Clock };

export interface BatcherOptions {
  /** Milliseconds that a row may wait for company while the engine is busy; 0 for none. */
  readonly windowMs: number;
  /** Tokens that may wait; beyond them, submits are refused. A single one may always wait. */
  readonly maxQueuedTokens: number;
  /** How many batches the runner computes at once; 1 where it is not said. */
  readonly engines?: number;
}

/** For each engine: one batch being computed, and one on its doorstep so that it never stands idle. */
const MAX_IN_FLIGHT = 2;

/** A row that the engine died of is tried once more, by itself; then it is to blame. */
const MAX_DEATHS = 2;

type Batch = readonly Entry[];

/**
 * Rows of many requests go in, batches go to the engine, answers come out.
 *
 * Invariant, in rows: accepted = waiting + in flight + settled. Nothing waits while an engine is
 * idle, and while each has one batch, and not all have two, whatever waits has a timer running.
 */
export class Batcher {
  readonly #engine: BatchRunner;
  readonly #limits: BatchLimits;
  readonly #options: BatcherOptions;
  readonly #clock: Clock;
  readonly #engines: number;
  readonly #queue = new Queue();
  readonly #inFlight = new Set<Batch>();
  #accepted = 0;
  #settled = 0;
  #cancelTimer: (() => void) | undefined;
  #closing: Promise<void> | undefined;
  #onDrained: (() => void) | undefined;

  constructor(engine: BatchRunner, limits: BatchLimits, options: BatcherOptions, clock: Clock) {
    assert(limits.paddedTokens >= limits.rowTokens, 'the longest row fits into a batch');
    assert(limits.rows >= 1, 'a batch holds a row');
    assert(options.windowMs >= 0, 'a window is not negative');
    const { engines = 1 } = options;
    assert(engines >= 1, 'there is an engine');
    this.#engine = engine;
    this.#limits = limits;
    this.#options = options;
    this.#clock = clock;
    this.#engines = engines;
  }

  get queuedRows(): number {
    return this.#queue.rows;
  }

  /** Real tokens of the waiting rows, without padding. */
  get queuedTokens(): number {
    return this.#queue.tokens;
  }

  /** Batches at the engines: for each 0, 1 (computed) or 2 (one computed, one prefetched). */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  /**
   * Queues all rows at once and gives their answers in the order of `rows`; where one row fails,
   * all do. Rejects with SHUTTING_DOWN, OVERLOADED, CLIENT_GONE (the signal aborted), ROW_REFUSED
   * (the engine died twice of a row), ENGINE_FAILED, or the engine's own ServiceError; with an
   * AssertionError for our own bugs, a row beyond the limits among them.
   */
  async submit(rows: readonly Row[], signal?: AbortSignal): Promise<readonly Answer[]> {
    // No await before the rows are queued: what a caller submits in one go is packed in one go.
    this.#admit(rows, signal);
    const arrival = { first: this.#accepted, at: this.#clock.now() };
    const submission = new Submission(rows, arrival, signal);
    this.#transition([submission], () => {
      this.#accepted += rows.length;
      for (const entry of submission.entries) this.#queue.append(entry);
      submission.whenGone(() => {
        this.#transition([submission], () => this.#reject(submission, fail('CLIENT_GONE')));
      });
    });
    return submission.promise;
  }

  /** Accepts nothing more; resolves when all that was accepted has settled. Never rejects. */
  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#onDrained = resolve;
    });
    this.#transition([], () => undefined);
    return this.#closing;
  }

  #admit(rows: readonly Row[], signal: AbortSignal | undefined): void {
    if (this.#closing !== undefined) throw fail('SHUTTING_DOWN');
    if (signal?.aborted) throw fail('CLIENT_GONE');
    const { rowTokens, masks } = this.#limits;
    for (const row of rows) {
      const tokens = row.tokens.length;
      assert(tokens >= 1 && tokens <= rowTokens, `a row of ${tokens} tokens; limit ${rowTokens}`);
      assert(row.masks.length <= masks, `a row of ${row.masks.length} masks; limit ${masks}`);
    }
    const queued = this.#queue.tokens;
    const limit = this.#options.maxQueuedTokens;
    // An empty queue takes anything, or a large request would be refused for ever.
    if (queued > 0 && queued + tokensOf(rows) > limit) throw fail('OVERLOADED', { queued, limit });
  }

  /**
   * Every change of state passes here: change, send what is due, check. A bug of ours found on the
   * way fails the submissions in hand, and the batcher lives on.
   */
  #transition(inHand: Iterable<Submission>, change: () => void): void {
    try {
      change();
      this.#sendDue();
      this.#checkInvariants();
    } catch (bug) {
      const error = bug instanceof Error ? bug : new Error(String(bug));
      for (const submission of inHand) this.#reject(submission, error);
    }
    if (this.#settled === this.#accepted) this.#onDrained?.();
  }

  #sendDue(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    while (this.#inFlight.size < MAX_IN_FLIGHT * this.#engines && this.#queue.rows > 0) {
      const window = this.#queue.oldest(lookAhead(this.#limits));
      const { batch, dropped, full } = pack(window, this.#limits);
      for (const entry of dropped) this.#reject(entry.submission, fail('CLIENT_GONE'));
      const [leader] = batch;
      // Then something was dropped, and the queue is shorter.
      if (leader === undefined) continue;
      const waitMs = full ? 0 : this.#remainingMs(leader);
      if (waitMs > 0) {
        this.#cancelTimer = this.#clock.setTimer(waitMs, () => {
          this.#transition([leader.submission], () => undefined);
        });
        return;
      }
      this.#send(batch);
    }
  }

  /** How long this row may still wait for company, in milliseconds. */
  #remainingMs(leader: Entry): number {
    // An idle engine never waits; and once closing, nobody comes any more.
    if (this.#inFlight.size < this.#engines || this.#closing !== undefined) return 0;
    return leader.submission.arrivedAt + this.#options.windowMs - this.#clock.now();
  }

  #send(batch: Batch): void {
    for (const entry of batch) this.#queue.remove(entry);
    this.#inFlight.add(batch);
    const rows = batch.map((entry) => entry.row);
    void runBatch(this.#engine, rows).then((outcome) => {
      const submissions = new Set(batch.map((entry) => entry.submission));
      this.#transition(submissions, () => this.#land(batch, outcome));
    });
  }

  #land(batch: Batch, outcome: BatchResult | Error): void {
    this.#inFlight.delete(batch);
    if (outcome instanceof EngineStopped) {
      this.#sendAgain(batch, outcome);
      return;
    }
    this.#settled += batch.length;
    if (outcome instanceof Error) {
      for (const entry of batch) this.#reject(entry.submission, outcome);
    } else {
      this.#answer(batch, outcome);
    }
  }

  #answer(batch: Batch, { rows, inferenceMs }: BatchResult): void {
    const now = this.#clock.now();
    const batchRows = batch.length;
    const batchTokens = tokensOf(batch.map((entry) => entry.row));
    for (const [index, entry] of batch.entries()) {
      const result = rows[index];
      assert(result !== undefined);
      // The engine's clock is another one: the difference may come out just below zero.
      const queueMs = Math.max(0, now - entry.submission.arrivedAt - inferenceMs);
      entry.submission.answer(entry, { result, queueMs, inferenceMs, batchRows, batchTokens });
    }
  }

  /**
   * After the engine's death. A prefetched batch did nothing wrong. In the one being computed, any
   * row may be the killer: each goes by itself from now on, so that its neighbours get answers.
   */
  #sendAgain(batch: Batch, stopped: EngineStopped): void {
    if (stopped.running) {
      for (const entry of batch) {
        entry.alone = true;
        entry.deaths += 1;
        if (entry.deaths < MAX_DEATHS) continue;
        this.#reject(entry.submission, fail('ROW_REFUSED', undefined, { cause: stopped }));
      }
    }
    for (const entry of batch) {
      if (entry.submission.settled) this.#settled += 1;
      else this.#queue.putBack(entry);
    }
  }

  /** Rejects a submission and takes its waiting rows back; those in flight finish for nobody. */
  #reject(submission: Submission, error: Error): void {
    if (submission.settled) return;
    submission.fail(error);
    for (const entry of submission.entries) {
      if (!entry.waiting) continue;
      this.#queue.remove(entry);
      this.#settled += 1;
    }
  }

  #checkInvariants(): void {
    let flying = 0;
    for (const batch of this.#inFlight) flying += batch.length;
    const { rows, tokens } = this.#queue;
    assert.equal(this.#accepted, rows + flying + this.#settled, 'every accepted row is somewhere');
    assert(tokens >= rows && rows >= 0, 'a waiting row has tokens');
    const { size } = this.#inFlight;
    const most = MAX_IN_FLIGHT * this.#engines;
    assert(size <= most, 'at most one batch is prefetched for each engine');
    assert(size >= this.#engines || rows === 0, 'nothing waits while an engine is idle');
    const timed = this.#cancelTimer !== undefined;
    const waits = size >= this.#engines && size < most && rows > 0;
    assert.equal(timed, waits, 'a timer runs for what waits');
  }

  /** Checks the invariant over the whole queue; for tests. Throws AssertionError. */
  assertConsistent(): void {
    this.#queue.assertConsistent();
    this.#checkInvariants();
  }
}

const tokensOf = (rows: readonly Row[]): number =>
  rows.reduce((sum, row) => sum + row.tokens.length, 0);
