/** From the bytes of a tensor, as they lie in a file, to 32-bit floats. */
import type { Dtype } from './dtype.js';
import { bfloat16ToFloat32, halfToFloat32 } from './float16.js';

/**
 * Most values that are read at once: 4 GiB as floats, more than any encoder's embeddings, and
 * an allocation that Node can still make.
 */
export const MAX_TENSOR_VALUES = 2 ** 30;

/**
 * Turns little-endian values into floats, exactly; a type that is not here is not read. The bytes
 * have to lie in a buffer of their own. Node and ONNX Runtime run together on little-endian
 * machines only, so F32 is taken as it lies.
 */
export const float32Decoders: Readonly<
  Partial<Record<Dtype, (bytes: Uint8Array) => Float32Array>>
> = {
  F32: (bytes) => new Float32Array(bytes.buffer),
  F16: halfToFloat32,
  BF16: bfloat16ToFloat32,
};
