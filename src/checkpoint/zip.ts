/**
 * Where the entries of a zip archive lie in its file. Only archives whose entries are stored as
 * they are: they are read by position, nothing is unpacked, and so nothing can swell.
 * Format: PKWARE's APPNOTE.TXT, read by yauzl.
 */
import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';

import { fail, messageOf, ServiceError } from '../errors.js';
import { readAt, type OpenFile } from './files.js';
import { printable } from './json.js';

/** The bytes of an entry: their position in the file, and how many they are. */
export interface ZipSpan {
  readonly start: number;
  readonly size: number;
}

/** Ten times the tensors of the largest encoders; an entry costs three small reads. */
const MAX_ENTRIES = 10_000;

const STORED = 0;
const ENCRYPTED_FLAG = 1;

interface PlacedEntry extends ZipSpan {
  readonly name: string;
  /** Position of the local header, which comes before the bytes. */
  readonly header: number;
}

/**
 * Lists an archive by its central directory.
 *
 * Errors: TORCH_ARCHIVE_INVALID, also where an entry is compressed, encrypted, outside the file,
 * there twice, or shares bytes with another.
 */
export async function readZip(file: OpenFile): Promise<ReadonlyMap<string, ZipSpan>> {
  try {
    const zip = await fromRandomAccessReaderPromise(new Reader(file), file.size, {
      autoClose: false, // The file is the caller's.
      decodeStrings: false, // Names are decoded below, and used for look-ups alone.
      validateEntrySizes: false, // Likewise, to say which entry it is.
    });
    const entries = await placeEntries(zip);
    checkApart(entries);
    return new Map(entries.map(({ name, start, size }) => [name, { start, size }]));
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    const detail = messageOf(error).replace(/\.$/, '');
    throw fail('TORCH_ARCHIVE_INVALID', { file: file.path, detail }, { cause: error });
  }
}

async function placeEntries(zip: ZipFile): Promise<readonly PlacedEntry[]> {
  if (zip.entryCount > MAX_ENTRIES) {
    throw new Error(`it has ${zip.entryCount} entries; at most ${MAX_ENTRIES} are read`);
  }
  const entries = new Map<string, PlacedEntry>();
  for await (const entry of zip.eachEntry()) {
    const placed = await placeEntry(zip, entry);
    if (entries.has(placed.name)) throw new Error(`${printable(placed.name)} is there twice`);
    entries.set(placed.name, placed);
  }
  return [...entries.values()];
}

async function placeEntry(zip: ZipFile, entry: Entry): Promise<PlacedEntry> {
  const name = new TextDecoder('utf-8', { fatal: true }).decode(entry.fileNameRaw);
  if (entry.compressionMethod !== STORED) throw new Error(`${printable(name)} is compressed`);
  if ((entry.generalPurposeBitFlag & ENCRYPTED_FLAG) !== 0) {
    throw new Error(`${printable(name)} is encrypted`);
  }
  if (entry.compressedSize !== entry.uncompressedSize) {
    throw new Error(`${printable(name)} has two sizes`);
  }
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const header = entry.relativeOffsetOfLocalHeader;
  return { name, header, start: fileDataStart, size: entry.uncompressedSize };
}

/** No byte may belong to two entries: then the whole is never larger than its file. */
function checkApart(entries: readonly PlacedEntry[]): void {
  let [end, before] = [0, ''];
  for (const { name, header, start, size } of entries.toSorted((a, b) => a.header - b.header)) {
    if (header < end) throw new Error(`${printable(name)} overlaps ${printable(before)}`);
    [end, before] = [start + size, name];
  }
}

/**
 * Reads for yauzl. Its own reader of file descriptors would throw where nobody catches it if an
 * archive names a position past 2^53, and so end the process; it would also close the file.
 */
class Reader extends RandomAccessReader {
  readonly #file: OpenFile;

  constructor(file: OpenFile) {
    super();
    this.#file = file;
  }

  override read(
    target: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    const { handle, path } = this.#file;
    const part = target.subarray(offset, offset + length);
    // In the order of the events: yauzl does not expect an answer before it has asked.
    Promise.resolve()
      .then(() => {
        if (position + length > this.#file.size) throw new Error('it points outside the file');
        return readAt(handle, path, position, part);
      })
      .then(() => callback(null))
      // Also where yauzl throws over what it was given.
      .catch((error: unknown) =>
        callback(error instanceof Error ? error : new Error(String(error))),
      );
  }
}
