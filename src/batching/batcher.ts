import assert from 'node:assert/strict';
import type { BatchLimits, BatchResult, Row } from '../engine/protocol.js';
import { EngineStopped } from '../engine/stopped.js';
import { fail } from '../errors.js';
import { Admission } from './admission.js';
import { answerAll } from './answer.js';
import type { Clock } from '../clock.js';
import { enoughFor, nextLane, type Lane } from './lane.js';
import type { BatcherOptions } from './options.js';
import { batchTokens, lookAhead, pack } from './packing.js';
import { inTime } from './punctual.js';
import { Queue } from './queue.js';
import { isFailure, runBatch, type BatchRunner } from './runner.js';
import type { Answer, Arrival, Client, Entry, Fate, Flow, Outcome } from './submission.js';
import { requireAnswers, Submission } from './submission.js';

export type { Answer, BatcherOptions, BatchRunner, Client, Clock, Outcome };

/** A row that the engine died of is tried once more, by itself; then it is to blame. */
const MAX_DEATHS = 2;

type Batch = readonly Entry[];

/**
 * Rows of many requests go in, batches go to the engines, answers come out.
 *
 * Invariant, in rows: accepted = waiting + in flight + settled. Nothing waits while an engine is
 * idle, and while one has room for a batch whatever waits has a timer running.
 */
export class Batcher {
  readonly #lanes: readonly Lane[];
  readonly #limits: BatchLimits;
  readonly #options: BatcherOptions;
  readonly #clock: Clock;
  readonly #queue = new Queue();
  readonly #admission: Admission;
  readonly #inFlight = new Set<Batch>();
  #accepted = 0;
  #settled = 0;
  #cancelTimer: (() => void) | undefined;
  #closing: Promise<void> | undefined;
  #onDrained: (() => void) | undefined;

  constructor(lanes: readonly Lane[], limits: BatchLimits, options: BatcherOptions, clock: Clock) {
    assert(lanes.length >= 1, 'there is an engine');
    assert(limits.tokens >= limits.rowTokens, 'the longest row fits into a batch');
    assert(limits.rows >= 1, 'a batch holds a row');
    assert(options.windowMs >= 0, 'a window is not negative');
    this.#lanes = lanes;
    this.#limits = limits;
    this.#options = options;
    this.#clock = clock;
    this.#admission = new Admission(this.#queue, lanes, limits, options, clock);
  }

  get queuedRows(): number {
    return this.#queue.rows;
  }

  /** Real tokens of the waiting rows, without padding. */
  get queuedTokens(): number {
    return this.#queue.tokens;
  }

  /** Batches at the engines: at most two at each, one computed and one prefetched. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Milliseconds until what waits now is expected to be computed. */
  get expectedWaitMs(): number {
    return this.#admission.waitMs(this.#queue.tokens);
  }

  /**
   * Throws where rows would be refused now however few they were: SHUTTING_DOWN, OVERLOADED,
   * DEADLINE_UNREACHABLE, CLIENT_GONE.
   */
  checkRoom(client: Client = {}): void {
    this.#checkOpen(client);
    this.#admission.checkAny(client);
  }

  /**
   * Queues all rows at once and gives their answers in the order of `rows`; where one row fails,
   * all do. Rejects with SHUTTING_DOWN, OVERLOADED, DEADLINE_UNREACHABLE, DEADLINE_PASSED,
   * CLIENT_GONE (the signal aborted), ROW_REFUSED (the engine died twice of a row), ENGINE_FAILED
   * (the model could not compute a row, even alone), or the engine's own ServiceError; with an
   * AssertionError for our own bugs, a row beyond the limits among them.
   */
  async submit(rows: readonly Row[], client: Client = {}): Promise<readonly Answer[]> {
    return requireAnswers(await this.#enqueue(rows, client, 'together'));
  }

  /** The same, but a row of which the engine died twice has ROW_REFUSED in its place. */
  async submitEach(rows: readonly Row[], client: Client = {}): Promise<readonly Outcome[]> {
    return this.#enqueue(rows, client, 'apart');
  }

  #enqueue(rows: readonly Row[], client: Client, fate: Fate): Promise<readonly Outcome[]> {
    // No await before the rows are queued: what a caller submits in one go is packed in one go.
    this.#checkOpen(client);
    this.#admission.check(rows, client);
    const submission = new Submission(rows, this.#arrival(client.flow), client, fate);
    if (client.flow !== undefined) client.flow.dueUntil = submission.dueUntil;
    this.#transition([submission], () => {
      this.#accepted += rows.length;
      for (const entry of submission.entries) this.#queue.insert(entry);
      submission.whenGone(() => {
        this.#transition([submission], () => this.#reject(submission, fail('CLIENT_GONE')));
      });
      this.#limitTime(submission);
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

  #arrival(flow: Flow | undefined): Arrival {
    const at = this.#clock.now();
    const costOf = (tokens: number) => this.#admission.costOf(tokens);
    // What follows at once goes into the same batches, and their overhead has been counted.
    const from = Math.max(at, (flow?.dueUntil ?? at) - costOf(0));
    return { first: this.#accepted, at, from, costOf };
  }

  /** Rejects a submission that is not answered in time. */
  #limitTime(submission: Submission): void {
    const { allowedMs, settled } = submission;
    if (allowedMs === Infinity || settled) return;
    const cancel = this.#clock.setTimer(allowedMs, () => {
      this.#transition([submission], () => {
        this.#reject(submission, fail('DEADLINE_PASSED', { allowedMs }));
      });
    });
    void submission.promise.then(cancel, cancel);
  }

  #checkOpen({ signal }: Client): void {
    if (this.#closing !== undefined) throw fail('SHUTTING_DOWN');
    if (signal?.aborted) throw fail('CLIENT_GONE');
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
    while (this.#queue.rows > 0) {
      const lane = nextLane(this.#lanes, this.#clock.now());
      if (lane === undefined) return;
      // Once closing, nobody comes any more.
      const windowMs = this.#closing === undefined ? this.#options.windowMs : Infinity;
      const waitMs = lane.gatherMs(windowMs, this.#clock.now());
      if (waitMs > 0) {
        this.#cancelTimer = this.#clock.setTimer(waitMs, () => {
          const [leader] = this.#queue.first(1);
          this.#transition(leader === undefined ? [] : [leader.submission], () => undefined);
        });
        return;
      }
      this.#sendBatch(lane);
    }
  }

  /** Sends the next batch; or rejects a submission that has no business in it. */
  #sendBatch(lane: Lane): void {
    const waiting = this.#queue.first(lookAhead(this.#limits));
    const enough = enoughFor(lane, this.#lanes, this.#queue.tokens);
    const batch = pack(waiting, this.#limits, enough);
    // Somebody else may have heard of it first, and brought us here.
    const gone = batch.find(({ submission }) => submission.signal?.aborted);
    if (gone !== undefined) {
      this.#reject(gone.submission, fail('CLIENT_GONE'));
      return;
    }
    const now = this.#clock.now();
    const timely = inTime(batch, {
      endsAt: (tokens) => lane.endsAt(tokens, now),
      costOf: (tokens) => lane.cost.of(tokens),
      padded: this.#limits.padded,
    });
    if (timely.kind === 'send') {
      this.#send(lane, timely.batch);
    } else {
      const { submission } = timely.entry;
      this.#reject(submission, this.#admission.tooLate(submission, timely.endsAt));
    }
  }

  #send(lane: Lane, batch: Batch): void {
    for (const entry of batch) this.#queue.remove(entry);
    this.#inFlight.add(batch);
    const rows = batch.map((entry) => entry.row);
    const landed = lane.send(batchTokens(rows, this.#limits.padded), this.#clock.now());
    void runBatch(lane.engine, rows).then((outcome) => {
      landed(this.#clock.now(), outcome instanceof Error ? null : outcome.inferenceMs);
      const submissions = new Set(batch.map((entry) => entry.submission));
      this.#transition(submissions, () => this.#land(lane, batch, outcome));
    });
  }

  #land(lane: Lane, batch: Batch, outcome: BatchResult | Error): void {
    this.#inFlight.delete(batch);
    if (outcome instanceof EngineStopped) {
      // A prefetched batch did nothing wrong.
      if (outcome.running) this.#suspect(batch, outcome);
      this.#sendAgain(batch);
    } else if (batch.length > 1 && isFailure(outcome)) {
      for (const entry of batch) entry.alone = true;
      this.#sendAgain(batch);
    } else {
      this.#settled += batch.length;
      if (!(outcome instanceof Error)) this.#answer(lane, batch, outcome);
      else for (const entry of batch) this.#reject(entry.submission, outcome);
    }
  }

  #answer(lane: Lane, batch: Batch, result: BatchResult): void {
    const told = { now: this.#clock.now(), padded: this.#limits.padded };
    const computed = answerAll(batch, result, told);
    this.#options.onBatch?.({ lane: this.#lanes.indexOf(lane), ...computed });
  }

  /**
   * Of a batch of which the engine died, any row may be the killer: each goes by itself from now on,
   * so that its neighbours get answers, and is refused where the engine dies of it again.
   */
  #suspect(batch: Batch, stopped: EngineStopped): void {
    for (const entry of batch) {
      entry.alone = true;
      entry.deaths += 1;
      if (entry.deaths < MAX_DEATHS) continue;
      const refusal = fail('ROW_REFUSED', undefined, { cause: stopped });
      if (entry.submission.fate === 'apart') entry.submission.answer(entry, refusal);
      else this.#reject(entry.submission, refusal);
    }
  }

  /** Those that somebody waits for and that were not refused. */
  #sendAgain(batch: Batch): void {
    for (const entry of batch) {
      if (entry.submission.settled || entry.deaths === MAX_DEATHS) this.#settled += 1;
      else this.#queue.insert(entry);
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
    const lane = nextLane(this.#lanes, this.#clock.now());
    assert(rows === 0 || lane?.inFlight !== 0, 'nothing waits while an engine is idle');
    const timed = this.#cancelTimer !== undefined;
    assert.equal(timed, rows > 0 && lane !== undefined, 'a timer runs for what waits');
  }

  /** Checks the invariant over the whole queue; for tests. Throws AssertionError. */
  assertConsistent(): void {
    this.#queue.assertConsistent();
    this.#checkInvariants();
  }
}
