import type { Row, RowResult } from '../engine/protocol.js';
import { ServiceError } from '../errors.js';
import type { Packable } from './packing.js';
import type { Punctual } from './punctual.js';

/** What became of one row. */
export interface Answer {
  readonly result: RowResult;
  /**
   * Milliseconds from `submit` to the answer that the model did not compute: in the queue, behind
   * the running batch, on the way to the engine, and in a first try that the engine's death ended.
   */
  readonly queueMs: number;
  /** Milliseconds in the model, for the row's whole batch. */
  readonly inferenceMs: number;
  /** Rows of the batch that gave the answer. */
  readonly batchRows: number;
  /** Real tokens of that batch, without padding. */
  readonly batchTokens: number;
}

/** An answer, or why the engine refuses this row and no other. */
export type Outcome = Answer | ServiceError;

/** The answers of rows of which none was refused; else throws the first refusal. */
export const requireAnswers = (outcomes: readonly Outcome[]): readonly Answer[] =>
  outcomes.map((outcome) => {
    if (outcome instanceof ServiceError) throw outcome;
    return outcome;
  });

/** For whom rows are computed. */
export interface Client {
  /** Aborts when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which the answer is worth nothing; left out, it may take as long as it takes. */
  readonly withinMs?: number | undefined;
  /** Of one that sends row after row without waiting for the answers; shared by its submissions. */
  readonly flow?: Flow | undefined;
  /**
   * Whether the rows make one batch, which they have to fit, and nobody joins them: their numbers
   * then depend on nothing else, to the last digit. Only an engine's death or failure parts them.
   */
  readonly sealed?: boolean | undefined;
}

/**
 * Submissions that follow one another without end. Their rows are due one after the other, as those
 * of one submission are, so that however many of them wait, others come in between: a fair share of
 * the engine in virtual time (Demers, Keshav and Shenker, Analysis and simulation of a fair queueing
 * algorithm, 1989).
 */
export class Flow {
  /** Milliseconds of the clock when an engine of its own would have computed all that was sent. */
  dueUntil = -Infinity;
}

/** One row on its way through the batcher. */
export class Entry implements Packable, Punctual {
  /** Set once the engine died computing this row, or failed a batch with it. */
  alone = false;
  /** How often the engine died computing this row. */
  deaths = 0;

  /** The queue's own: its neighbours there, and whether it is there at all. */
  before: Entry | null = null;
  after: Entry | null = null;
  waiting = false;

  constructor(
    readonly submission: Submission,
    readonly row: Row,
    /** Index among the submission's rows. */
    readonly index: number,
    /** Number in order of arrival, over all submissions. */
    readonly arrival: number,
    /** Milliseconds of the clock: rows that are due first are computed first. */
    readonly due: number,
  ) {}

  /** Milliseconds of the clock. */
  get deadline(): number {
    return this.submission.deadline;
  }

  get sealed(): object | null {
    return this.submission.sealed ? this.submission : null;
  }
}

export interface Arrival {
  /** Number of the first row in order of arrival. */
  readonly first: number;
  /** Milliseconds of the clock. */
  readonly at: number;
  /** Milliseconds of the clock from which on an engine of its own would be free; `at` or later. */
  readonly from: number;
  /** Expected milliseconds of so many tokens. */
  readonly costOf: (tokens: number) => number;
}

/** Whether a row that is refused fails those submitted with it, or only itself. */
export type Fate = 'together' | 'apart';

/**
 * The rows of one `submit`: answered all together, or failed all together; settled once. Where their
 * fates are apart, a refusal is one of the answers.
 *
 * A row is due when an engine of its own would have computed it and those before it in the same
 * submission. So short texts pass long ones, the rows of a long request let others in between, and
 * still nobody starves: whoever comes late enough is due later.
 */
export class Submission {
  readonly entries: readonly Entry[];
  readonly signal: AbortSignal | undefined;
  readonly sealed: boolean;
  /** Milliseconds of the clock. */
  readonly arrivedAt: number;
  /** Milliseconds after `arrivedAt` from which on the answer is worth nothing. */
  readonly allowedMs: number;
  readonly promise: Promise<readonly Outcome[]>;
  readonly #outcomes: Outcome[] = [];
  #unanswered: number;
  #settled = false;
  #onAbort: (() => void) | undefined;
  // The promise's executor runs before the constructor goes on, and sets both.
  #resolve!: (outcomes: readonly Outcome[]) => void;
  #reject!: (error: Error) => void;

  constructor(
    rows: readonly Row[],
    arrival: Arrival,
    { signal, sealed = false, withinMs = Infinity }: Client,
    readonly fate: Fate,
  ) {
    this.signal = signal;
    this.sealed = sealed;
    // Sealed rows are due together, so that nobody stands between them.
    let tokens = sealed ? rows.reduce((sum, row) => sum + row.tokens.length, 0) : 0;
    this.entries = rows.map((row, index) => {
      if (!sealed) tokens += row.tokens.length;
      const due = arrival.from + arrival.costOf(tokens);
      return new Entry(this, row, index, arrival.first + index, due);
    });
    this.arrivedAt = arrival.at;
    this.allowedMs = withinMs;
    this.#unanswered = rows.length;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (rows.length === 0) this.#settle(() => this.#resolve([]));
  }

  /** Milliseconds of the clock when the last of its rows is due. */
  get dueUntil(): number {
    return this.entries.at(-1)?.due ?? this.arrivedAt;
  }

  /** Milliseconds of the clock; Infinity where it may take as long as it takes. */
  get deadline(): number {
    return this.arrivedAt + this.allowedMs;
  }

  get settled(): boolean {
    return this.#settled;
  }

  /** Calls back when the client goes before the submission has settled. */
  whenGone(callback: () => void): void {
    if (this.#settled) return;
    this.#onAbort = callback;
    this.signal?.addEventListener('abort', callback, { once: true });
  }

  /** Keeps one row's answer; the last one resolves the promise. Too late, it is dropped. */
  answer(entry: Entry, outcome: Outcome): void {
    if (this.#settled) return;
    this.#outcomes[entry.index] = outcome;
    this.#unanswered -= 1;
    if (this.#unanswered === 0) this.#settle(() => this.#resolve(this.#outcomes));
  }

  /** Rejects the promise, whatever its rows do. */
  fail(error: Error): void {
    if (!this.#settled) this.#settle(() => this.#reject(error));
  }

  #settle(settle: () => void): void {
    this.#settled = true;
    // A signal can outlive its submissions by far; it must not hold their rows in memory.
    if (this.#onAbort !== undefined) this.signal?.removeEventListener('abort', this.#onAbort);
    settle();
  }
}
