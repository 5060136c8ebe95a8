import { Readable } from 'node:stream';
import { CsvError, parse, type Info } from 'csv-parse';
import { fail } from '../errors.js';
import { MAX_LINE_BYTES } from './lines.js';
import { invalid, type Columns, type Content, type CorpusRecord } from './record.js';

export interface CsvFile {
  /** For messages. */
  readonly name: string;
  readonly delimiter: string;
  readonly columns: Columns;
}

/** What csv-parse gives with `info`. */
interface Row {
  readonly record: readonly string[];
  readonly info: Pick<Info, 'bytes'>;
}

/**
 * The rows of a table in CSV (RFC 4180), whose first row names the columns. DATA_INVALID where there
 * is no column of texts, or a quote is never closed: where rows begin is not known from then on.
 */
export async function* readCsv(
  chunks: AsyncIterable<Uint8Array>,
  { name, delimiter, columns }: CsvFile,
): AsyncGenerator<CorpusRecord> {
  const parser = Readable.from(chunks).pipe(
    parse({
      ...{ bom: true, delimiter, info: true, relax_column_count: true },
      ...{ skip_empty_lines: true, max_record_size: MAX_LINE_BYTES },
    }),
  );
  let header: readonly string[] | null = null;
  let number = 0;
  try {
    // The types of csv-parse do not tell what `info` changes.
    for await (const { record, info } of parser as AsyncIterable<Row>) {
      if (header === null) {
        header = record;
        if (header.includes(columns.text)) continue;
        const detail = `it names no column ${JSON.stringify(columns.text)}; see --column and --delimiter`;
        throw fail('DATA_INVALID', { file: name, line: 1, detail });
      }
      number += 1;
      const id = record[header.indexOf(columns.id)];
      const content = contentOf(record, header, columns);
      yield { number, id: id ?? number, isFile: false, content, end: info.bytes };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Its message may quote the row.
    const detail = `it is no row of CSV (${error.code}); rows end at a quote's end, and have ${MAX_LINE_BYTES} bytes at most`;
    throw fail('DATA_INVALID', { file: name, line: Number(error['lines'] ?? number + 2), detail });
  }
}

function contentOf(
  record: readonly string[],
  header: readonly string[],
  columns: Columns,
): Content {
  const text = record[header.indexOf(columns.text)];
  if (record.length !== header.length || text === undefined) {
    return invalid(`it has ${record.length} columns, and the header ${header.length}`);
  }
  return { kind: 'text', text };
}
