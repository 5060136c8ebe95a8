/** The values of a tensor, as they lie in a file, as 32-bit floats. */
import type { Dtype } from './dtype.js';
import { readAt, type PositionalReader } from './files.js';
import { bfloat16ToFloat32, halfToFloat32 } from './float16.js';

/**
 * Most values that are read at once: 4 GiB as floats, more than any encoder's embeddings, and
 * an allocation that Node can still make.
 */
export const MAX_TENSOR_VALUES = 2 ** 30;

/** 16-bit values are widened piece by piece, so that a tensor is never in memory in both forms. */
const PIECE_VALUES = 2 ** 20;

/**
 * Reads little-endian values and turns them into floats, exactly.
 *
 * Errors: CHECKPOINT_MISSING where the file became shorter.
 */
type ReadValues = (
  reader: PositionalReader,
  path: string,
  position: number,
  count: number,
) => Promise<Float32Array>;

/** Node and ONNX Runtime run together on little-endian machines only: F32 is taken as it lies. */
const readSingles: ReadValues = async (reader, path, position, count) => {
  const values = new Float32Array(count);
  await readAt(reader, path, position, new Uint8Array(values.buffer));
  return values;
};

const readWidened =
  (widen: (bytes: Uint8Array) => Float32Array): ReadValues =>
  async (reader, path, position, count) => {
    const values = new Float32Array(count);
    for (let from = 0; from < count; from += PIECE_VALUES) {
      const bytes = new Uint8Array(2 * Math.min(PIECE_VALUES, count - from));
      await readAt(reader, path, position + 2 * from, bytes);
      values.set(widen(bytes), from);
    }
    return values;
  };

/** By type; one that is not here is not read. */
export const float32Readers: Readonly<Partial<Record<Dtype, ReadValues>>> = {
  F32: readSingles,
  F16: readWidened(halfToFloat32),
  BF16: readWidened(bfloat16ToFloat32),
};
