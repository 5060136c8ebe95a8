import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { splitLines } from '../corpus/lines.js';
import { attempt } from './growing-file.js';
import type { Outcome } from './outcome.js';
import { plain, type Output } from './output.js';

/**
 * Vectors in Parquet. Its row groups are listed at its end, so that a file that was interrupted
 * could not be gone on with: rows gather in FILE.part, a line for each, and the file is written from
 * that in one pass.
 */
export const parquetFile = (path: string): Output => ({
  ...plain,
  ...{ path, growing: `${path}.part` },
  encode: (outcome) => `${JSON.stringify(rowOf(outcome))}\n`,
  finish: () => writeParquet(`${path}.part`, path),
  clear: () => rm(`${path}.part`, { force: true }),
});

/** A row on its way: a third of what its numbers would take as text. */
interface Row {
  readonly id: string;
  /** Little-endian 32-bit floats in base64; null for a record that failed. */
  readonly embedding: string | null;
  readonly truncated: boolean;
  /** The code of the error, where it failed. */
  readonly error: string | null;
}

function rowOf({ record, result, truncated }: Outcome): Row {
  const id = String(record.id);
  if (result.task === 'failed') return { id, embedding: null, truncated, error: result.code };
  if (result.task !== 'embed') throw new TypeError(`${result.task} gives no vectors`);
  const { buffer } = Float32Array.from(result.embedding);
  return { id, embedding: Buffer.from(buffer).toString('base64'), truncated, error: null };
}

/** Characters of one row group's vectors, which are in memory while it is written: a million numbers. */
const GROUP_CHARACTERS = 5_333_333;

/** A list as the format's specification has it (LogicalTypes.md, "Lists"), in three levels. */
const SCHEMA = [
  { name: 'root', num_children: 4 },
  { name: 'id', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
  { name: 'embedding', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
  { name: 'truncated', type: 'BOOLEAN', repetition_type: 'REQUIRED' },
  { name: 'error', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
] as const;

async function writeParquet(from: string, path: string): Promise<void> {
  const beside = `${path}.new`;
  const file = await attempt(path, open(beside, 'w'));
  try {
    const bytes = new ByteWriter();
    const writer = new ParquetWriter({
      writer: bytes,
      schema: [...SCHEMA],
      createdBy: 'mascarilla',
    });
    const flush = async () => {
      await attempt(path, file.appendFile(bytes.getBytes()));
      // Its buffer begins anew; the offsets in the file are counted apart from that.
      bytes.index = 0;
    };
    for await (const rows of inGroups(readRows(from))) {
      await writer.write({ columnData: columnsOf(rows), rowGroupSize: rows.length });
      await flush();
    }
    await writer.finish();
    await flush();
    await attempt(path, file.sync());
  } finally {
    await file.close();
  }
  await attempt(path, rename(beside, path));
}

async function* readRows(path: string): AsyncGenerator<Row> {
  for await (const { bytes } of splitLines(createReadStream(path), MOST_LINE_BYTES)) {
    // Our own, from before: written whole, or cut off.
    if (bytes !== null) yield JSON.parse(Buffer.from(bytes).toString('utf8')) as Row;
  }
}

/** Vectors of any hidden size, with an id of any length that a record can have. */
const MOST_LINE_BYTES = 4_000_000;

async function* inGroups(rows: AsyncIterable<Row>): AsyncGenerator<readonly Row[]> {
  let group: Row[] = [];
  let characters = 0;
  for await (const row of rows) {
    group.push(row);
    characters += row.embedding?.length ?? 0;
    if (characters < GROUP_CHARACTERS) continue;
    yield group;
    group = [];
    characters = 0;
  }
  if (group.length > 0) yield group;
}

const columnsOf = (rows: readonly Row[]) => [
  { name: 'id', data: rows.map(({ id }) => id) },
  { name: 'embedding', data: rows.map(({ embedding }) => embedding && readFloats(embedding)) },
  { name: 'truncated', data: rows.map(({ truncated }) => truncated) },
  { name: 'error', data: rows.map(({ error }) => error) },
];

function readFloats(base64: string): number[] {
  const bytes = Buffer.from(base64, 'base64');
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(4 * index));
}
