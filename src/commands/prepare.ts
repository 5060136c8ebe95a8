import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { countThreads } from '../engine/threads.js';
import { fail, messageOf } from '../errors.js';
import type { CleanDocument } from '../prepare/clean.js';
import { Names } from '../prepare/names.js';
import { writeDocument } from '../prepare/output.js';
import type { CleaningOptions } from '../prepare/protocol.js';
import { readInOrder, type Readers, type Step } from '../prepare/read-in-order.js';
import { Report } from '../prepare/report.js';
import { dropSeen } from '../prepare/unique.js';
import { checkPaths, walk } from '../prepare/walk.js';
import { interruptible } from './interruptible.js';
import { openOutput, type OutputFile } from './output-file.js';
import type { PrepareOptions } from './prepare-options.js';
import { describeReport, describeUnreadable } from './prepare-report.js';
import { showProgress } from './progress.js';

/**
 * `mascarilla prepare PATHS`: reads files of many formats and writes clean Spanish documents. A
 * first signal ends it, and leaves no file behind.
 */
export async function prepareCommand(
  paths: readonly string[],
  options: PrepareOptions,
): Promise<void> {
  const inputs = await checkPaths(paths);
  await interruptible(async (signal) => {
    const output = await openOutput(options.output);
    const report = new Report();
    try {
      await prepare(inputs, options, { output, report, signal });
      process.stderr.write(describeUnreadable(report));
      if (report.files.read === 0) throw fail('CORPUS_EMPTY', { path: inputs.join(', ') });
      await output.finish();
    } finally {
      await output.close();
    }
    await writeReport(report, options.report);
    process.stderr.write(describeReport(report));
  }, 'before all files were read; nothing is kept');
}

interface Work {
  readonly output: OutputFile;
  readonly report: Report;
  readonly signal: AbortSignal;
}

async function prepare(
  paths: readonly string[],
  options: PrepareOptions,
  { output, report, signal }: Work,
): Promise<void> {
  const written = [...output.paths, ...(options.report === null ? [] : [resolve(options.report)])];
  const total = await sizeOf(paths, written);
  const progress = showProgress('preparing');
  const finish = finisher(options, report);
  let done = 0;
  try {
    for await (const step of readInOrder(walk(paths, written), readersOf(options), signal)) {
      await output.write(finish(step));
      if (step.batch === null || step.batch.next === 'more') continue;
      done += step.entry.bytes;
      progress(done, total);
    }
  } finally {
    // However it ends, no bar stays on the terminal.
    progress(total, total);
  }
}

/** Bytes of all files to be read. */
async function sizeOf(paths: readonly string[], except: readonly string[]): Promise<number> {
  let total = 0;
  for await (const entry of walk(paths, except)) total += entry.kind === 'file' ? entry.bytes : 0;
  return total;
}

function readersOf(options: PrepareOptions): Readers {
  const { jobs, language, maxFileMb, timeoutS, memoryMb } = options;
  const cleaning: CleaningOptions = {
    textField: options.textField,
    idField: options.idField,
    strictUtf8: options.strictUtf8,
    maxFileBytes: maxFileMb * 1_000_000,
    minWords: options.minWords,
    maxWords: options.maxWords,
    minLetters: options.minLetters,
    spanishOnly: language === 'es',
  };
  return {
    jobs: jobs === 0 ? countThreads() : jobs,
    caps: { timeoutMs: timeoutS * 1000, memoryMb },
    options: cleaning,
  };
}

/** Names and counts what comes, and gives what is written of it; whatever depends on the order. */
function finisher({ unit, unique }: PrepareOptions, report: Report): (step: Step) => string {
  const names = new Names();
  const keepNew = dropSeen(unique);
  const finishDocument = (document: CleanDocument, source: string): string => {
    report.documentFound(document);
    if (document.paragraphs.length === 0) return '';
    const paragraphs = keepNew(document.paragraphs);
    report.documentWritten(document.paragraphs, paragraphs);
    if (paragraphs.length === 0) return '';
    const id = names.give(document.id, source, document.number);
    return writeDocument({ id, source, paragraphs }, unit);
  };
  return ({ entry, batch }) => {
    if (batch === null) {
      if (entry.kind === 'skipped') report.fileSkipped(entry.what);
      else report.fileRefused(entry.path, entry.detail);
      return '';
    }
    for (const record of batch.unreadable) report.recordRefused(entry.path, record);
    if (batch.next === null) report.fileRead(batch.encoding);
    else if (batch.next !== 'more') report.fileRefused(entry.path, batch.next.refused);
    return batch.documents.map((document) => finishDocument(document, entry.path)).join('');
  };
}

async function writeReport(report: Report, path: string | null): Promise<void> {
  if (path === null) return;
  try {
    await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
  } catch (error) {
    throw fail('OUTPUT_NOT_WRITTEN', { file: path, detail: messageOf(error) }, { cause: error });
  }
}
