import { once } from 'node:events';
import type { Fingerprint } from './fingerprint.js';
import type { GrowingFile } from './growing-file.js';
import { writeJournal, type Journal } from './journal.js';
import type { Outcome } from './outcome.js';
import type { Output } from './output.js';

/** Counts of records. */
export interface Totals {
  readonly records: number;
  readonly failed: number;
  readonly truncated: number;
}

/** A kill takes so much work along at most; each time, the disk has to be waited for. */
const CHECKPOINT_MS = 1000;

export interface OpenOutput {
  readonly output: Output;
  /** Of the journal. */
  readonly path: string;
  readonly journal: Journal;
  /** Null once the run is finished. */
  readonly file: GrowingFile | null;
  /** Of the records that the journal counts. */
  readonly fingerprint: Fingerprint;
}

/**
 * An output with its journal. Invariant: the journal on the disk counts whole blocks, and the bytes
 * of all its records are on the disk before it counts them.
 */
export class Sink {
  readonly #opened: OpenOutput;
  #journal: Journal;
  #written: Totals;
  #due = performance.now() + CHECKPOINT_MS;

  constructor(opened: OpenOutput) {
    this.#opened = opened;
    this.#journal = opened.journal;
    this.#written = opened.journal;
  }

  get finished(): boolean {
    return this.#journal.finished;
  }

  get totals(): Totals {
    const { records, failed, truncated } = this.#written;
    return { records, failed, truncated };
  }

  async write(outcomes: readonly Outcome[]): Promise<void> {
    const { output, file, fingerprint } = this.#opened;
    await output.place(outcomes);
    const header = this.#written.records === 0 ? output.header : '';
    await file?.append(header + outcomes.map(output.encode).join(''));
    for (const { record } of outcomes) fingerprint.add(record);
    this.#written = addUp(this.#written, outcomes);
    if (performance.now() > this.#due) await this.checkpoint();
  }

  /** Counts in the journal what was written. */
  checkpoint(): Promise<void> {
    return this.#record(this.#journal.finished);
  }

  async finish(): Promise<void> {
    const { output, file } = this.#opened;
    // Of nothing, a table still has its header.
    if (this.#written.records === 0) await file?.append(output.header);
    await this.#record(false);
    await output.finish();
    await this.#record(true);
    await output.clear();
  }

  async close(): Promise<void> {
    await this.#opened.file?.close();
  }

  async #record(finished: boolean): Promise<void> {
    const { file, fingerprint, path } = this.#opened;
    if (file === null) return;
    if (this.#written.records === this.#journal.records && finished === this.#journal.finished) {
      return;
    }
    const bytes = await file.sync();
    const { records, failed, truncated } = this.#written;
    const counted = { records, failed, truncated, bytes, sha256: fingerprint.value, finished };
    this.#journal = { ...this.#journal, ...counted };
    await writeJournal(path, this.#journal);
    this.#due = performance.now() + CHECKPOINT_MS;
  }
}

/** Standard output: nothing of it can be taken back, so there is no journal. */
export class StandardOutput {
  readonly finished = false;
  readonly #output: Output;
  totals: Totals = { records: 0, failed: 0, truncated: 0 };

  constructor(output: Output) {
    this.#output = output;
  }

  async write(outcomes: readonly Outcome[]): Promise<void> {
    const text = outcomes.map(this.#output.encode).join('');
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
    this.totals = addUp(this.totals, outcomes);
  }

  checkpoint = (): Promise<void> => Promise.resolve();
  finish = (): Promise<void> => Promise.resolve();
  close = (): Promise<void> => Promise.resolve();
}

const addUp = ({ records, failed, truncated }: Totals, outcomes: readonly Outcome[]): Totals => ({
  records: records + outcomes.length,
  failed: failed + outcomes.filter(({ result }) => result.task === 'failed').length,
  truncated: truncated + outcomes.filter((outcome) => outcome.truncated).length,
});
