/**
 * The format of torch.save since PyTorch 1.6: a zip archive with one folder, in which `data.pkl`
 * is what was saved, `data/<key>` are the bytes of its storages, and `byteorder` their order.
 * Format: pytorch/pytorch, torch/serialization.py (`_save`), caffe2/serialize/inline_container.h.
 */
import { fail } from '../errors.js';
import { readAt, type OpenFile } from './files.js';
import { printable } from './json.js';
import { MAX_PICKLE_BYTES, readPickle } from './pickle.js';
import type { Storage } from './pickle-values.js';
import { bytesOf, type TorchContent } from './torch-content.js';
import { readZip, type ZipSpan } from './zip.js';

const PICKLE = 'data.pkl';
const BYTE_ORDER = 'byteorder';

/** `little` or `big`; anything longer is neither. */
const MAX_BYTE_ORDER_BYTES = 16;

type Entries = ReadonlyMap<string, ZipSpan>;

/**
 * Reads what an archive says about its tensors, not their values.
 *
 * Errors: TORCH_FILE_INVALID, TORCH_ARCHIVE_INVALID, PICKLE_*.
 */
export async function readTorchArchive(file: OpenFile): Promise<TorchContent> {
  const entries = withoutRoot(await readZip(file), file);
  await checkByteOrder(file, entries);
  const pickle = entries.get(PICKLE);
  if (pickle === undefined) throw invalid(file, `it has no ${PICKLE}`);
  if (pickle.size > MAX_PICKLE_BYTES) {
    const detail = `it has ${pickle.size} bytes; at most ${MAX_PICKLE_BYTES} are read`;
    throw fail('PICKLE_TOO_LARGE', { file: file.path, detail });
  }
  const { value, storages } = readPickle(await readSpan(file, pickle), 0, file.path);
  const starts = Array.from(storages.values(), (storage): readonly [string, number] => [
    storage.key,
    findStorage(file, entries, storage),
  ]);
  return { value, starts: new Map(starts) };
}

/** The entries by their names inside the one folder that holds all of them. */
function withoutRoot(entries: Entries, file: OpenFile): Entries {
  const [first = ''] = entries.keys();
  const root = first.slice(0, first.indexOf('/') + 1);
  const names = [...entries.keys()];
  const outside = names.find((name) => root === '' || !name.startsWith(root));
  if (outside === undefined) {
    return new Map(Array.from(entries, ([name, span]) => [name.slice(root.length), span]));
  }
  const detail = `${printable(outside)} is not in the folder of the others`;
  throw fail('TORCH_ARCHIVE_INVALID', { file: file.path, detail });
}

/** Archives of before PyTorch 2.1 do not say; they are little-endian like the machines of all. */
async function checkByteOrder(file: OpenFile, entries: Entries): Promise<void> {
  const span = entries.get(BYTE_ORDER);
  if (span === undefined) return;
  if (span.size > MAX_BYTE_ORDER_BYTES) throw invalid(file, `its ${BYTE_ORDER} is not a word`);
  const order = Buffer.from(await readSpan(file, span)).toString('latin1');
  if (order !== 'little') throw invalid(file, `its byte order is ${printable(order)}, not little`);
}

async function readSpan(file: OpenFile, { start, size }: ZipSpan): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  await readAt(file.handle, file.path, start, bytes);
  return bytes;
}

function findStorage(file: OpenFile, entries: Entries, storage: Storage): number {
  const name = `data/${storage.key}`;
  const span = entries.get(name);
  if (span === undefined) throw invalid(file, `it has no ${printable(name)}`);
  if (span.size === bytesOf(storage)) return span.start;
  const detail = `${printable(name)} has ${span.size} bytes, and ${storage.count} values of ${storage.dtype} in its pickle`;
  throw invalid(file, detail);
}

const invalid = (file: OpenFile, detail: string) =>
  fail('TORCH_FILE_INVALID', { file: file.path, detail });
