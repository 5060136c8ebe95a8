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
   * Reads one tensor as 32-bit floats, row-major, as many as the product of its shape. F32, F16
   * and BF16 are read, all of them exactly. Nothing is kept: each call reads the file.
   *
   * Errors: TENSOR_MISSING, TENSOR_DTYPE_UNSUPPORTED; CHECKPOINT_MISSING where the file became
   * shorter since it was opened.
   */
  readFloat32(name: string): Promise<Float32Array>;
  /** Closes the file; the source cannot be read afterwards. */
  close(): Promise<void>;
}
