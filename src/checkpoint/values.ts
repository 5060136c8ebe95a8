/** The values of a tensor, as they lie in a file, as 32-bit floats. */
import type { Dtype } from './dtype.js';
import { readAt, type PositionalReader } from './files.js';
import { bfloat16ToFloat32, halfToFloat32 } from './float16.js';

/**
 * Most values that are read at once: 4 GiB as floats, more than any encoder's embeddings, and
 * an allocation that Node can still make.
 */
export const MAX_TENSOR_VALUES = 2 ** 30;

/** Values of a piece: 4 MiB as floats. */
export const PIECE_VALUES = 2 ** 20;

/**
 * Reads little-endian values and turns them into floats, exactly, piece after piece.
 *
 * Errors: CHECKPOINT_MISSING where the file became shorter.
 */
type ReadValues = (
  reader: PositionalReader,
  path: string,
  position: number,
  count: number,
) => AsyncIterable<Float32Array>;

const readPieces = (bytesOfValue: number, widen: (bytes: Uint8Array) => Float32Array): ReadValues =>
  async function* (reader, path, position, count) {
    for (let from = 0; from < count; from += PIECE_VALUES) {
      const bytes = new Uint8Array(bytesOfValue * Math.min(PIECE_VALUES, count - from));
      await readAt(reader, path, position + bytesOfValue * from, bytes);
      yield widen(bytes);
    }
  };

/** By type; one that is not here is not read. */
export const float32Readers: Readonly<Partial<Record<Dtype, ReadValues>>> = {
  // Node and ONNX Runtime run together on little-endian machines only: taken as they lie.
  F32: readPieces(4, ({ buffer }) => new Float32Array(buffer)),
  F16: readPieces(2, halfToFloat32),
  BF16: readPieces(2, bfloat16ToFloat32),
};
