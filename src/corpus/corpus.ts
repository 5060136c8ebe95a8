import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { fail, messageOf } from '../errors.js';
import { readCsv } from './read-csv.js';
import { listTexts, readFolder } from './read-folder.js';
import { readJsonLines, readPlainLines } from './read-lines.js';
import { corpusFormats, type Columns, type CorpusFormat, type CorpusRecord } from './record.js';
import { isInShard, type Shard } from './shard.js';

export interface CorpusOptions {
  /** Null for the one that the name of the file tells; standard input is JSON Lines. */
  readonly format: CorpusFormat | null;
  readonly columns: Columns;
  readonly delimiter: string;
}

/** Texts that are there. */
export interface Corpus {
  /** For messages. */
  readonly name: string;
  readonly kind: CorpusFormat | 'folder';
  /** What the `end` of its last record will be; null where it cannot be known. */
  readonly size: number | null;
  /** The records of a part, or all, from the first on. Ends early, with an error, on the signal. */
  readonly read: (shard: Shard | null, signal: AbortSignal) => AsyncIterable<CorpusRecord>;
}

const FORMATS: Readonly<Record<string, CorpusFormat>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.csv': 'csv',
  '.tsv': 'csv',
  '.txt': 'lines',
};

/** Looks whether texts are there: a file, a folder of `.txt` files, or `-`. DATA_UNREADABLE. */
export async function findCorpus(path: string, options: CorpusOptions): Promise<Corpus> {
  if (path === '-') {
    const format = options.format ?? 'jsonl';
    return ofFile('standard input', format, null, options, () => process.stdin);
  }
  const found = await stat(path).catch((error: unknown) => {
    throw fail('DATA_UNREADABLE', { file: path, detail: messageOf(error) }, { cause: error });
  });
  if (found.isDirectory()) return ofFolder(path);
  const format = options.format ?? FORMATS[extname(path).toLowerCase()];
  if (format === undefined) {
    const detail = `its name tells no format; add --format ${corpusFormats.join('|')}`;
    throw fail('DATA_UNREADABLE', { file: path, detail });
  }
  // A pipe by name has no size.
  const size = found.isFile() ? found.size : null;
  return ofFile(path, format, size, options, () => createReadStream(path));
}

async function ofFolder(path: string): Promise<Corpus> {
  const names = await listTexts(path);
  const read = (shard: Shard | null) =>
    readFolder(path, names, (name) => shard === null || isInShard(shard, name));
  return { name: path, kind: 'folder', size: names.length, read };
}

function ofFile(
  name: string,
  kind: CorpusFormat,
  size: number | null,
  { columns, delimiter }: CorpusOptions,
  open: () => Readable,
): Corpus {
  async function* read(shard: Shard | null, signal: AbortSignal): AsyncGenerator<CorpusRecord> {
    const chunks = readChunks(addAbortSignal(signal, open()), name);
    for await (const record of recordsOf(chunks)) {
      if (shard === null || isInShard(shard, record.number)) yield record;
    }
  }
  const recordsOf = (chunks: AsyncIterable<Uint8Array>): AsyncIterable<CorpusRecord> => {
    if (kind === 'csv') return readCsv(chunks, { name, delimiter, columns });
    return kind === 'jsonl' ? readJsonLines(chunks, columns) : readPlainLines(chunks);
  };
  return { name, kind, size, read };
}

/** The system can refuse to go on at any piece. */
async function* readChunks(stream: Readable, name: string): AsyncGenerator<Uint8Array> {
  try {
    // Without an encoding set, a stream gives bytes.
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    throw fail('DATA_UNREADABLE', { file: name, detail: messageOf(error) }, { cause: error });
  }
}
