import type { Dtype } from './dtype.js';

/** What is known of a tensor before its values are read. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: Dtype;
  /** Empty for a scalar; a dimension may be 0. */
  readonly shape: readonly number[];
}

/** The named tensors of a checkpoint, whatever its files look like. */
export interface TensorSource {
  /** Path of the file, or of the index of several, for messages. */
  readonly file: string;
  /** By name, in the order in which they lie in the file. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /**
   * Reads one tensor as 32-bit floats, row-major, as many as the product of its shape, piece after
   * piece: embeddings take a third of a checkpoint, and need not be in memory whole. F32, F16 and
   * BF16 are read, all of them exactly. Nothing is kept: each call reads the file.
   *
   * Errors: TENSOR_MISSING, TENSOR_DTYPE_UNSUPPORTED; CHECKPOINT_MISSING where the file became
   * shorter since it was opened.
   */
  pieces(name: string): AsyncIterable<Float32Array>;
  /** Closes the file; the source cannot be read afterwards. */
  close(): Promise<void>;
}

/** All values of one tensor. */
export function readFloat32(source: TensorSource, name: string): Promise<Float32Array> {
  const shape = source.tensors.get(name)?.shape ?? [];
  const count = shape.reduce((product, size) => product * size, 1);
  return join(source.pieces(name), count);
}

/** Pieces, which have `count` values together, in one. */
export async function join(
  pieces: AsyncIterable<Float32Array>,
  count: number,
): Promise<Float32Array> {
  let values: Float32Array | null = null;
  let from = 0;
  for await (const piece of pieces) {
    if (piece.length === count) return piece;
    // Not before: the source checks the tensor when its first piece is asked for.
    values ??= new Float32Array(count);
    values.set(piece, from);
    from += piece.length;
  }
  return values ?? new Float32Array(count);
}
