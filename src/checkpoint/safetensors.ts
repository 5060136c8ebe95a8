/**
 * Reading a safetensors file: 8 bytes with the header's length (little-endian, unsigned), the
 * header, then the values of all tensors, little-endian and row-major. Nothing in such a file is
 * executed. Format: huggingface/safetensors, README.md, "Format".
 */
import { fail, type ServiceError } from '../errors.js';
import { openFile, readAt, type OpenFile } from './files.js';
import { printable } from './json.js';
import {
  parseSafetensorsHeader,
  type PlacedTensor,
  type SafetensorsHeader,
} from './safetensors-header.js';
import type { TensorSource } from './tensors.js';
import { float32Readers, MAX_TENSOR_VALUES } from './values.js';

const LENGTH_BYTES = 8;

/**
 * Some hundred bytes describe a tensor, so this is a hundred thousand of them. The reference
 * implementation allows ten times as much (`MAX_HEADER_SIZE`); parsing that can take gigabytes.
 */
const MAX_HEADER_BYTES = 10_000_000;

/**
 * Opens a safetensors file and checks its header against the file's size; no values are read yet.
 *
 * Errors: CHECKPOINT_MISSING, SAFETENSORS_TOO_SHORT, SAFETENSORS_HEADER_TOO_LARGE,
 * SAFETENSORS_SIZE_WRONG, and those of `parseSafetensorsHeader`.
 */
export async function openSafetensors(path: string): Promise<TensorSource> {
  const file = await openFile(path);
  try {
    const headerBytes = await readHeaderLength(file);
    const dataStart = LENGTH_BYTES + headerBytes;
    const { tensors } = await readHeader(file, headerBytes);
    return {
      file: path,
      tensors,
      pieces: (name) => readPieces(file, dataStart, tensors, name),
      close: () => file.handle.close(),
    };
  } catch (error) {
    await file.handle.close();
    throw error;
  }
}

async function readHeaderLength(file: OpenFile): Promise<number> {
  if (file.size < LENGTH_BYTES) {
    throw fail('SAFETENSORS_TOO_SHORT', { file: file.path, size: file.size });
  }
  const bytes = Buffer.alloc(LENGTH_BYTES);
  await readAt(file.handle, file.path, 0, bytes);
  // A BigInt first: as a number, a length past 2^53 would be rounded before it is compared.
  const length = bytes.readBigUInt64LE();
  if (length > MAX_HEADER_BYTES) {
    const size = String(length);
    throw fail('SAFETENSORS_HEADER_TOO_LARGE', { file: file.path, size, limit: MAX_HEADER_BYTES });
  }
  const end = LENGTH_BYTES + Number(length);
  if (file.size < end) throw wrongSize(file, end);
  return Number(length);
}

async function readHeader(file: OpenFile, headerBytes: number): Promise<SafetensorsHeader> {
  const bytes = new Uint8Array(headerBytes);
  await readAt(file.handle, file.path, LENGTH_BYTES, bytes);
  const header = parseSafetensorsHeader(bytes, file.path);
  const end = LENGTH_BYTES + headerBytes + header.dataBytes;
  if (file.size !== end) throw wrongSize(file, end);
  return header;
}

const wrongSize = (file: OpenFile, expected: number): ServiceError =>
  fail('SAFETENSORS_SIZE_WRONG', { file: file.path, expected, found: file.size });

async function* readPieces(
  file: OpenFile,
  dataStart: number,
  tensors: ReadonlyMap<string, PlacedTensor>,
  name: string,
): AsyncGenerator<Float32Array> {
  const named = { file: file.path, tensor: printable(name) };
  const tensor = tensors.get(name);
  if (tensor === undefined) throw fail('TENSOR_MISSING', named);
  const read = float32Readers[tensor.dtype];
  if (read === undefined) {
    throw fail('TENSOR_DTYPE_UNSUPPORTED', { ...named, dtype: tensor.dtype });
  }
  const count = tensor.shape.reduce((product, dimension) => product * dimension, 1);
  if (count > MAX_TENSOR_VALUES) {
    const detail = `it has ${count} values; at most ${MAX_TENSOR_VALUES} are read`;
    throw fail('SAFETENSORS_SHAPE_INVALID', { ...named, detail });
  }
  yield* read(file.handle, file.path, dataStart + tensor.begin, count);
}
