/**
 * The format of torch.save before PyTorch 1.6: five pickles (a magic number, a version, facts of
 * the machine, what was saved, the keys of its storages), then the storages in the order of the
 * keys, each a count of values (8 bytes) and the values.
 * Format: pytorch/pytorch, torch/serialization.py (`_legacy_save`, `_legacy_load`), and
 * `writeFileRaw` in torch/csrc/serialization.cpp.
 */
import { fail, type ServiceError } from '../errors.js';
import { readAt, type OpenFile } from './files.js';
import { printable } from './json.js';
import { MAX_PICKLE_BYTES, readPickle } from './pickle.js';
import { describePickled, isKind, type PickleValue, type Storage } from './pickle-values.js';
import { bytesOf, type TorchContent } from './torch-content.js';

const MAGIC_NUMBER = 0x1950a86a20f9469cfc6cn;
const VERSION = 1001;

/** How every such file begins: with the opcode PROTO of its first pickle. */
export const LEGACY_START = Buffer.of(0x80);

const COUNT_BYTES = 8;

/**
 * Reads what a file says about its tensors, not their values.
 *
 * Errors: TORCH_FILE_INVALID, PICKLE_*.
 */
export async function readTorchLegacy(file: OpenFile): Promise<TorchContent> {
  const invalid = (detail: string) => fail('TORCH_FILE_INVALID', { file: file.path, detail });
  // Nothing tells how long the pickles are, so as much is read as they may have at most.
  const bytes = new Uint8Array(Math.min(file.size, MAX_PICKLE_BYTES));
  await readAt(file.handle, file.path, 0, bytes);
  const read = (start: number) => readPickle(bytes, start, file.path);

  const magic = read(0);
  if (magic.value !== MAGIC_NUMBER)
    throw invalid('it begins with a pickle, but not with the magic number of torch.save');
  const version = read(magic.end);
  if (version.value !== VERSION) {
    throw invalid(`its version is ${describePickled(version.value)}, not ${VERSION}`);
  }
  const machine = read(version.end);
  checkByteOrder(machine.value, invalid);
  const saved = read(machine.end);
  const keys = read(saved.end);
  const storages = orderStorages(keys.value, saved.storages, invalid);
  const starts = await placeStorages(file, keys.end, storages, invalid);
  return { value: saved.value, starts };
}

type Refuse = (detail: string) => ServiceError;

function checkByteOrder(machine: PickleValue, invalid: Refuse): void {
  if (!isKind(machine, 'dict')) throw invalid('it has no facts of the machine that wrote it');
  if (machine.entries.get('little_endian') !== true) {
    throw invalid('its byte order is not that of a little-endian machine');
  }
}

/** The storages in the order of the file, which has to list each of them once. */
function orderStorages(
  keys: PickleValue,
  storages: ReadonlyMap<string, Storage>,
  invalid: Refuse,
): readonly Storage[] {
  if (!isKind(keys, 'list')) throw invalid('its list of storages is no list');
  const ordered = keys.items.map((key) => {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (storage !== undefined) return storage;
    throw invalid(`it lists a storage that nothing uses, ${describePickled(key)}`);
  });
  const listed = new Set(ordered);
  if (listed.size < ordered.length) throw invalid('it lists a storage twice');
  const missing = Array.from(storages.values()).find((storage) => !listed.has(storage));
  if (missing === undefined) return ordered;
  throw invalid(`it does not list storage ${printable(missing.key)}`);
}

/** Follows the storages through the file, which has to end with the last. */
async function placeStorages(
  file: OpenFile,
  start: number,
  storages: readonly Storage[],
  invalid: Refuse,
): Promise<ReadonlyMap<string, number>> {
  const starts = new Map<string, number>();
  const counter = Buffer.alloc(COUNT_BYTES);
  let end = start;
  for (const storage of storages) {
    const begin = end + COUNT_BYTES;
    end = begin + bytesOf(storage);
    if (end > file.size) {
      const name = printable(storage.key);
      throw invalid(`storage ${name} ends at byte ${end}, the file at ${file.size}`);
    }
    await readAt(file.handle, file.path, begin - COUNT_BYTES, counter);
    if (counter.readBigUInt64LE() !== BigInt(storage.count)) {
      throw invalid(`storage ${printable(storage.key)} has another size than its pickle says`);
    }
    starts.set(storage.key, begin);
  }
  if (end !== file.size) throw invalid(`${file.size - end} bytes after its storages are nobody's`);
  return starts;
}
