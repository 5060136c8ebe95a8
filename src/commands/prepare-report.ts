import { printable } from '../checkpoint/json.js';
import type { Report } from '../prepare/report.js';
import { count } from './numbers.js';

/** Files that could not be read, and why; the report has more of them. */
const MOST_NAMED = 20;

const reasons: Readonly<Record<Reason, string>> = {
  tooShort: 'too short',
  tooLong: 'too long',
  illFormed: 'ill-formed',
  notSpanish: 'not Spanish',
  empty: 'empty',
  duplicate: 'duplicate',
};

type Reason = keyof Report['documents']['dropped'] | keyof Report['sentences']['dropped'];

/** `too short 12, duplicate 3`, without what did not happen. */
const list = (counts: Readonly<Partial<Record<Reason, number>>>): string =>
  Object.entries(counts)
    .filter(([, value]) => value > 0)
    // The names are those of the type.
    .map(([name, value]) => `${reasons[name as Reason]} ${count(value)}`)
    .join(', ');

function line(
  what: string,
  counts: string,
  others: readonly (readonly [string, string])[],
): string {
  const told = others.flatMap(([name, value]) =>
    value === '' || value === '0' ? [] : [`${name}: ${value}`],
  );
  return `${what.padEnd(11)}${[counts, ...told].join('; ')}\n`;
}

/** What became of everything, for people. */
export function describeReport(report: Report): string {
  const { files, records, documents, sentences } = report;
  return [
    line('files', `${count(files.read)} read`, [
      ['unreadable', count(files.unreadable)],
      ['passed over', listNames(files.skipped)],
      ['encodings', listNames(files.encodings)],
    ]),
    ...(records.unreadable === 0
      ? []
      : [line('records', `${count(records.unreadable)} unreadable`, [])]),
    line('documents', `${count(documents.written)} of ${count(documents.found)} written`, [
      ['dropped', list(documents.dropped)],
    ]),
    line('sentences', `${count(sentences.written)} of ${count(sentences.found)} written`, [
      ['dropped', list(sentences.dropped)],
    ]),
  ].join('');
}

/** The same for names that files have, as they are. */
const listNames = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, value]) => `${printable(name)} ${count(value)}`)
    .sort()
    .join(', ');

/** A line for each of the first files and records that could not be read. */
export function describeUnreadable({
  files,
  records,
  unreadableFiles,
  unreadableRecords,
}: Report): string {
  const told = [
    ...unreadableFiles.map(({ source, detail }) => `${printable(source)}: ${detail}`),
    ...unreadableRecords.map(
      ({ source, number, detail }) => `${printable(source)}, record ${number}: ${detail}`,
    ),
  ].slice(0, MOST_NAMED);
  const more = files.unreadable + records.unreadable - told.length;
  return [...told, ...(more > 0 ? [`and ${count(more)} more; see --report`] : [])]
    .map((text) => `${text}\n`)
    .join('');
}
