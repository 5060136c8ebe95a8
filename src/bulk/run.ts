import { readdir, stat } from 'node:fs/promises';
import type { Corpus } from '../corpus/corpus.js';
import type { CorpusRecord } from '../corpus/record.js';
import type { Shard } from '../corpus/shard.js';
import { fail } from '../errors.js';
import type { ServedModel } from '../tasks/model.js';
import { intoBlocks } from './blocks.js';
import { Fingerprint } from './fingerprint.js';
import { GrowingFile } from './growing-file.js';
import { journalOf, readJournal, writeJournal, type Journal } from './journal.js';
import { runBlock, type Outcome } from './outcome.js';
import { STANDARD_OUTPUT, type Output } from './output.js';
import { Sink, StandardOutput, type Totals } from './sink.js';
import type { BulkRequest } from './request.js';

export interface BulkRun {
  readonly model: ServedModel;
  readonly request: BulkRequest;
  readonly corpus: Corpus;
  readonly shard: Shard | null;
  readonly output: Output;
  /** Whether a record that fails ends the run; else it is written as one that failed. */
  readonly strict: boolean;
  /** Blocks that are computed at a time, so that no engine waits. */
  readonly blocks: number;
  /** Ends the reading; what was read is computed and written. */
  readonly signal: AbortSignal;
  readonly version: string;
  /** Called with what is done of the corpus, in its own measure, and the records of this run. */
  readonly progress: (end: number, records: number) => void;
}

export interface BulkReport extends Totals {
  /** Records that an earlier run had done. */
  readonly before: number;
}

/**
 * Runs a task over a corpus, and goes on where an earlier run of the same was ended. Records are
 * written in their order, in blocks: a journal beside the output counts what is safely there, and
 * whatever comes after that is cut off and done again. Rejects with INPUT_CHANGED, OUTPUT_TAKEN,
 * OUTPUT_NOT_WRITTEN, RECORD_FAILED, and what `Corpus.read` and `runBlock` reject with.
 */
export async function runBulk(run: BulkRun): Promise<BulkReport> {
  const { output, corpus, signal, shard } = run;
  const records = corpus.read(shard, signal)[Symbol.asyncIterator]();
  try {
    const sink =
      output.path === STANDARD_OUTPUT ? new StandardOutput(output) : await openSink(run, records);
    const before = sink.totals.records;
    try {
      if (sink.finished) await expectEnd(records, corpus.name, before);
      else await runFrom(records, sink, run);
      return { ...sink.totals, before };
    } finally {
      await sink.close();
    }
  } finally {
    await records.return?.();
  }
}

type Records = AsyncIterator<CorpusRecord>;

/** The output as it was left, with the records behind it that are in it. */
async function openSink(run: BulkRun, records: Records): Promise<Sink> {
  const { output, version } = run;
  const path = journalOf(output);
  const request = describeRequest(run);
  const found = await readJournal(path);
  const fingerprint = new Fingerprint();
  if (found === null) await expectNothing(output);
  else {
    expectSame(output, found.request, request);
    await skip(records, found, fingerprint, run.corpus.name);
  }
  const journal: Journal = found ?? {
    ...{ format: 1, version, request, records: 0, failed: 0, truncated: 0 },
    ...{ sha256: fingerprint.value, bytes: 0, finished: false },
  };
  // Before the output: what lies there without a journal is not ours.
  if (found === null) await writeJournal(path, journal);
  const file = journal.finished ? null : await GrowingFile.open(output.growing, journal.bytes);
  if (journal.finished) await output.clear();
  return new Sink({ output, path, journal, file, fingerprint });
}

/** All that the output depends on, but the numbers of batches and threads. */
function describeRequest({ model, request, corpus, shard }: BulkRun) {
  const { source, precision, converter } = model.manifest;
  const weights = source.files.map(({ name, sha256 }) => `${name} ${sha256}`);
  const { kind } = corpus;
  return JSON.parse(
    JSON.stringify({
      ...request,
      model: { name: model.name, precision, converter, files: weights },
      input: { kind, shard },
    }),
  ) as Readonly<Record<string, unknown>>;
}

function expectSame(
  output: Output,
  found: Readonly<Record<string, unknown>>,
  asked: Readonly<Record<string, unknown>>,
): void {
  const other = Object.keys({ ...found, ...asked }).find(
    (key) => JSON.stringify(found[key]) !== JSON.stringify(asked[key]),
  );
  if (other === undefined) return;
  const detail = `it was begun with another ${other}, as ${journalOf(output)} tells`;
  throw fail('OUTPUT_TAKEN', { file: output.path, detail });
}

async function expectNothing({ path, growing }: Output): Promise<void> {
  for (const one of new Set([path, growing])) {
    const found = await stat(one).catch(() => null);
    const isFree = found === null || (found.isDirectory() && (await readdir(one)).length === 0);
    const detail = 'it is there already, without a journal to go on from';
    if (!isFree) throw fail('OUTPUT_TAKEN', { file: one, detail });
  }
}

/** Reads past what is done. INPUT_CHANGED where it is not what was read then. */
async function skip(
  records: Records,
  { records: count, sha256 }: Journal,
  fingerprint: Fingerprint,
  file: string,
): Promise<void> {
  for (let done = 0; done < count; done++) {
    const read = await records.next();
    if (read.done === true) throw fail('INPUT_CHANGED', { file, count });
    fingerprint.add(read.value);
  }
  if (fingerprint.value !== sha256) throw fail('INPUT_CHANGED', { file, count });
}

/** After a run that was finished there is nothing more to read. */
async function expectEnd(records: Records, file: string, count: number): Promise<void> {
  const { done } = await records.next();
  if (done !== true) throw fail('INPUT_CHANGED', { file, count: count + 1 });
}

async function runFrom(records: Records, sink: Sink | StandardOutput, run: BulkRun): Promise<void> {
  const { model, request, corpus, signal, strict, progress } = run;
  const running: Promise<readonly Outcome[]>[] = [];
  let written = 0;
  const writeFirst = async () => {
    const outcomes = (await running.shift()) ?? [];
    if (strict) refuseFailed(outcomes, corpus.name);
    await sink.write(outcomes);
    written += outcomes.length;
    progress(outcomes.at(-1)?.record.end ?? 0, written);
  };
  try {
    try {
      for await (const block of intoBlocks({ [Symbol.asyncIterator]: () => records })) {
        if (signal.aborted) break;
        const outcomes = runBlock(model, request, block);
        // It is waited for when its turn comes.
        outcomes.catch(() => undefined);
        running.push(outcomes);
        if (running.length >= run.blocks) await writeFirst();
      }
    } catch (error) {
      // The signal ends the reading with an error of its own; what was read is finished all the same.
      if (!signal.aborted) throw error;
    }
    while (running.length > 0) await writeFirst();
    if (!signal.aborted) await sink.finish();
  } finally {
    await sink.checkpoint();
  }
}

function refuseFailed(outcomes: readonly Outcome[], file: string): void {
  for (const { record, result } of outcomes) {
    if (result.task !== 'failed') continue;
    const detail = `${result.code}: ${result.message}`;
    throw fail('RECORD_FAILED', { file, count: record.number, detail });
  }
}
