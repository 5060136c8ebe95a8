/**
 * Weights in a file of torch.save, `pytorch_model.bin`. The pickle in it is read by our own
 * machine (pickle.ts), and the values by their positions in the file.
 */
import { fail } from '../errors.js';
import { bitsOf } from './dtype.js';
import { openFile, readAt, type OpenFile } from './files.js';
import { printable } from './json.js';
import type { StoredTensor } from './pickle-values.js';
import { findTensors } from './state-dict.js';
import { countValues, gather, isRowMajor, spanOf, type View } from './strides.js';
import { join, type TensorInfo, type TensorSource } from './tensors.js';
import { readTorchArchive } from './torch-archive.js';
import type { TorchContent } from './torch-content.js';
import { LEGACY_START, readTorchLegacy } from './torch-legacy.js';
import { float32Readers, MAX_TENSOR_VALUES } from './values.js';

/** How a zip archive begins, as torch.save writes it: with its first entry. */
const ZIP_START = Buffer.from('PK\x03\x04', 'latin1');

/**
 * How much longer than the tensor the run of values may be in which it lies scattered. A part of a
 * joined query, key and value has 3; far more is no layout of weights, and would cost memory.
 */
const MAX_SPREAD = 16;

/** A tensor whose bytes are known to be in the file. */
interface PlacedTensor extends TensorInfo, View {
  /** Position in the file of its first value. */
  readonly start: number;
  /** Values in the file from its first to its last. */
  readonly span: number;
}

/**
 * Opens a file of torch.save, in the zip format or in the one before; no values are read yet.
 *
 * Errors: CHECKPOINT_MISSING, TORCH_FILE_INVALID, TORCH_ARCHIVE_INVALID, TORCH_TENSOR_INVALID,
 * PICKLE_INVALID, PICKLE_TOO_LARGE, PICKLE_OPCODE_REFUSED, PICKLE_GLOBAL_REFUSED.
 */
export async function openTorch(path: string): Promise<TensorSource> {
  const file = await openFile(path);
  try {
    const tensors = placeTensors(await readContent(file), path);
    return {
      file: path,
      tensors,
      pieces: (name) => readPieces(file, tensors, name),
      close: () => file.handle.close(),
    };
  } catch (error) {
    await file.handle.close();
    throw error;
  }
}

async function readContent(file: OpenFile): Promise<TorchContent> {
  const start = Buffer.alloc(Math.min(file.size, ZIP_START.length));
  await readAt(file.handle, file.path, 0, start);
  if (start.equals(ZIP_START)) return readTorchArchive(file);
  if (start.subarray(0, LEGACY_START.length).equals(LEGACY_START)) return readTorchLegacy(file);
  const detail = 'it begins neither as a zip archive nor as the format before that';
  throw fail('TORCH_FILE_INVALID', { file: file.path, detail });
}

function placeTensors(content: TorchContent, file: string): ReadonlyMap<string, PlacedTensor> {
  const found = findTensors(content.value);
  if (typeof found === 'string') throw fail('TORCH_FILE_INVALID', { file, detail: found });
  const placed = new Map<string, PlacedTensor>();
  for (const [name, tensor] of found) {
    placed.set(name, placeTensor(name, tensor, content.starts, file));
  }
  return placed;
}

/** Checks that a tensor lies inside its storage, and that it has no more values than that has. */
function placeTensor(
  name: string,
  tensor: StoredTensor,
  starts: ReadonlyMap<string, number>,
  file: string,
): PlacedTensor {
  const { storage, offset, shape, strides } = tensor;
  const invalid = (detail: string) =>
    fail('TORCH_TENSOR_INVALID', { file, tensor: printable(name), detail });
  if (shape.length !== strides.length) {
    throw invalid(`it has ${shape.length} dimensions and ${strides.length} strides`);
  }
  const count = countValues(shape);
  const span = spanOf(tensor);
  if (count === null || span === null) throw invalid('its shape and strides multiply past 2^53');
  if (offset + span > storage.count) {
    throw invalid(`it ends at value ${offset + span} of a storage of ${storage.count}`);
  }
  // One value seen through strides of 0 could ask for any amount of memory.
  if (count > storage.count) {
    throw invalid(`it has ${count} values in a storage of ${storage.count}`);
  }
  const start = starts.get(storage.key);
  if (start === undefined) throw invalid('its storage is not in the file');
  const bytes = bitsOf(storage.dtype) / 8;
  return { name, dtype: storage.dtype, shape, strides, start: start + offset * bytes, span };
}

async function* readPieces(
  file: OpenFile,
  tensors: ReadonlyMap<string, PlacedTensor>,
  name: string,
): AsyncGenerator<Float32Array> {
  const named = { file: file.path, tensor: printable(name) };
  const tensor = tensors.get(name);
  if (tensor === undefined) throw fail('TENSOR_MISSING', named);
  const { dtype, span } = tensor;
  const read = float32Readers[dtype];
  if (read === undefined) throw fail('TENSOR_DTYPE_UNSUPPORTED', { ...named, dtype });
  const count = countValues(tensor.shape) ?? 0; // Checked when the file was opened.
  if (span > MAX_TENSOR_VALUES) {
    const detail = `it lies in ${span} values; at most ${MAX_TENSOR_VALUES} are read`;
    throw fail('TORCH_TENSOR_INVALID', { ...named, detail });
  }
  if (span > MAX_SPREAD * count) {
    const detail = `its ${count} values lie scattered over ${span}`;
    throw fail('TORCH_TENSOR_INVALID', { ...named, detail });
  }
  const pieces = read(file.handle, file.path, tensor.start, span);
  yield* isRowMajor(tensor) ? pieces : gathered(pieces, tensor);
}

/** Values that lie scattered, all in one piece. */
async function* gathered(
  pieces: AsyncIterable<Float32Array>,
  tensor: PlacedTensor,
): AsyncGenerator<Float32Array> {
  yield gather(await join(pieces, tensor.span), tensor);
}
