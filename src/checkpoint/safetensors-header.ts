/**
 * The header of a safetensors file: a JSON object that says, for each tensor, its type, its shape
 * and where its bytes lie. Format: huggingface/safetensors, README.md, "Format", and `validate` in
 * safetensors/src/tensor.rs. Everything is checked here, so that reading can trust it:
 *
 * { "__metadata__": { "format": "pt" },
 *   "lm_head.bias": { "dtype": "F16", "shape": [16000], "data_offsets": [0, 32000] }, … }
 */
import { fail, messageOf } from '../errors.js';
import { bitsOf, isDtype, type Dtype } from './dtype.js';
import { describe, isCount, isRecord, printable } from './json.js';
import type { TensorInfo } from './tensors.js';

/** Free text for people and for other tools; nothing here reads it. */
const METADATA_KEY = '__metadata__';

const OPENING_BRACE = 0x7b;

/** A tensor and its bytes: [begin, end) counted from the end of the header. */
export interface PlacedTensor extends TensorInfo {
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  /** By name, in the order in which they lie in the file. */
  readonly tensors: ReadonlyMap<string, PlacedTensor>;
  /** Bytes of all tensors together; the file has to end right after them. */
  readonly dataBytes: number;
}

/**
 * Reads and checks a header. `JSON.parse` keeps the last of two equal keys; since the tensors must
 * cover the data without a hole, the one that was lost is noticed there, unless it was empty.
 *
 * @param bytes the header alone, without the length before it
 * @param file for messages
 *
 * Errors: SAFETENSORS_HEADER_INVALID, SAFETENSORS_DTYPE_UNKNOWN, SAFETENSORS_SHAPE_INVALID,
 * SAFETENSORS_SPAN_INVALID.
 */
export function parseSafetensorsHeader(bytes: Uint8Array, file: string): SafetensorsHeader {
  const entries = Object.entries(parseObject(bytes, file));
  checkMetadata(entries, file);
  const placed = entries
    .filter(([name]) => name !== METADATA_KEY)
    .map(([name, entry]) => parseTensor(name, entry, file))
    // An empty tensor lies before the one that begins at the same byte.
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  return {
    tensors: new Map(placed.map((tensor) => [tensor.name, tensor])),
    dataBytes: checkContiguous(placed, file),
  };
}

function parseObject(bytes: Uint8Array, file: string): Readonly<Record<string, unknown>> {
  const invalid = (detail: string) => fail('SAFETENSORS_HEADER_INVALID', { file, detail });
  // The format asks for it, and it keeps other files that happen to be JSON out cheaply.
  if (bytes[0] !== OPENING_BRACE) throw invalid('it does not begin with {');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid('it is not UTF-8');
  }
  try {
    // Text that begins with { parses to an object or not at all.
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw invalid(`it is not JSON (${messageOf(error)})`);
  }
}

function checkMetadata(entries: readonly (readonly [string, unknown])[], file: string): void {
  const metadata = entries.find(([name]) => name === METADATA_KEY)?.[1];
  if (metadata === undefined) return;
  if (isRecord(metadata) && Object.values(metadata).every((value) => typeof value === 'string')) {
    return;
  }
  const detail = `${METADATA_KEY} is not an object of strings`;
  throw fail('SAFETENSORS_HEADER_INVALID', { file, detail });
}

function parseTensor(name: string, entry: unknown, file: string): PlacedTensor {
  const tensor = printable(name);
  if (!isRecord(entry)) {
    const detail = `tensor ${tensor} is ${describe(entry)}, not an object`;
    throw fail('SAFETENSORS_HEADER_INVALID', { file, detail });
  }
  const dtype = parseDtype(entry['dtype'], file, tensor);
  const shape = parseShape(entry['shape'], file, tensor);
  const [begin, end] = parseSpan(entry['data_offsets'], file, tensor);
  const size = countBytes(shape, dtype, file, tensor);
  if (end - begin !== size) {
    const detail = `${dtype} values of its shape take ${size} bytes, its span has ${end - begin}`;
    throw fail('SAFETENSORS_SPAN_INVALID', { file, tensor, detail });
  }
  return { name, dtype, shape, begin, end };
}

function parseDtype(value: unknown, file: string, tensor: string): Dtype {
  if (typeof value === 'string' && isDtype(value)) return value;
  throw fail('SAFETENSORS_DTYPE_UNKNOWN', { file, tensor, dtype: describe(value) });
}

function parseShape(value: unknown, file: string, tensor: string): readonly number[] {
  if (Array.isArray(value) && value.every(isCount)) return value;
  const detail = Array.isArray(value)
    ? `a dimension is ${describe(value.find((dimension) => !isCount(dimension)))}`
    : `it is ${describe(value)}, not a list`;
  throw fail('SAFETENSORS_SHAPE_INVALID', { file, tensor, detail });
}

function parseSpan(value: unknown, file: string, tensor: string): readonly [number, number] {
  if (Array.isArray(value) && value.length === 2) {
    // What `isCount` does not recognise falls through to the error.
    const [begin, end] = value as readonly unknown[];
    if (isCount(begin) && isCount(end) && begin <= end) return [begin, end];
  }
  const detail = 'its data_offsets are not two byte positions in ascending order';
  throw fail('SAFETENSORS_SPAN_INVALID', { file, tensor, detail });
}

/** Bytes of a tensor. Each step is checked: a later dimension of 0 must not hide an overflow. */
function countBytes(shape: readonly number[], dtype: Dtype, file: string, tensor: string): number {
  const invalid = (detail: string) => fail('SAFETENSORS_SHAPE_INVALID', { file, tensor, detail });
  let bits = bitsOf(dtype);
  for (const dimension of shape) {
    bits *= dimension;
    if (!Number.isSafeInteger(bits)) {
      throw invalid('its dimensions multiply to more than 2^53 bits');
    }
  }
  if (bits % 8 !== 0) throw invalid(`its ${bits} bits are no whole number of bytes`);
  return bits / 8;
}

/** The spans have to follow each other from 0, so that no byte is hidden and none is shared. */
function checkContiguous(placed: readonly PlacedTensor[], file: string): number {
  let end = 0;
  for (const tensor of placed) {
    if (tensor.begin !== end) {
      const detail =
        tensor.begin > end
          ? `bytes ${end} to ${tensor.begin} before it belong to no tensor`
          : `it begins at byte ${tensor.begin}, inside a tensor that ends at ${end}`;
      throw fail('SAFETENSORS_SPAN_INVALID', { file, tensor: printable(tensor.name), detail });
    }
    end = tensor.end;
  }
  return end;
}
