import { Readable } from 'node:stream';
import { CsvError, parse, type InfoRecord } from 'csv-parse';
import { Refusal, type Found, type Reading, type ReadingOptions } from '../found.js';
import { documentOf, MAX_RECORD_CHARACTERS, readPieces, TOO_LONG } from '../records.js';

/** A table of CSV with a line of headers (RFC 4180): each record is a document. */
export async function* readCsv(reading: Reading): AsyncGenerator<Found> {
  const pieces = readPieces(reading);
  const start = await readHeader(pieces);
  const table = Readable.from(chain(start, pieces)).pipe(
    parse(parserOptions(start, reading.options)),
  );
  try {
    // `info` makes each record this.
    for await (const found of table as AsyncIterable<TableRecord>) {
      yield readRecord(found.info.records, found, reading.options);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Refusal(describeError(error));
  }
}

interface TableRecord {
  readonly record: Readonly<Record<string, string | undefined>>;
  readonly info: Partial<InfoRecord> & Pick<InfoRecord, 'records'>;
}

/** Spanish spreadsheets write semicolons. */
const DELIMITERS = [',', ';', '\t', '|'];

const MAX_HEADER_CHARACTERS = 64_000;

const parserOptions = (start: string, { textField }: ReadingOptions) => ({
  bom: true,
  columns: true,
  delimiter: findDelimiter(start, textField),
  info: true,
  max_record_size: MAX_RECORD_CHARACTERS,
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
});

/** The one that makes the text's column one of the header. */
function findDelimiter(start: string, textField: string): string {
  const [header = ''] = start.split(/\r?\n/, 1);
  const cells = (delimiter: string) =>
    header.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const found = DELIMITERS.find((delimiter) => cells(delimiter).includes(textField));
  if (found !== undefined) return found;
  // The columns are not told: without a header, they are texts.
  throw new Refusal(`its first line names no column ${textField}; say which with --text-field`);
}

async function readHeader(pieces: AsyncIterator<string>): Promise<string> {
  let start = '';
  while (!start.includes('\n') && start.length < MAX_HEADER_CHARACTERS) {
    const next = await pieces.next();
    if (next.done === true) break;
    start += next.value;
  }
  return start;
}

async function* chain(start: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield start;
  yield* rest;
}

function readRecord(
  number: number,
  { record, info }: TableRecord,
  { textField, idField }: ReadingOptions,
): Found {
  const text = record[textField];
  // A delimiter in a text that is not quoted would cut it.
  if (text === undefined || info.error !== undefined) {
    const detail = 'it has not as many columns as the first line';
    return { kind: 'unreadable', number, detail };
  }
  return documentOf(number, record[idField] ?? null, text);
}

function describeError({ code, lines }: CsvError & { readonly lines?: unknown }): string {
  if (code === 'CSV_MAX_RECORD_SIZE') return `around line ${String(lines)}, ${TOO_LONG}`;
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quotation mark is never closed';
  return `around line ${String(lines)}, it is no valid CSV (${code})`;
}
