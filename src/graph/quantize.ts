import { copied, transposeInto, type FloatRecipe, type RecipeOf } from './weights.js';

/**
 * Weights in 8-bit integers: w ≈ scale × q, q from -127 to 127. Each output of a linear layer has a
 * scale of its own, its largest magnitude / 127, so that the scale can be taken out of the product.
 */

/** [out, in] as PyTorch stores a linear layer. */
type Shape = readonly [outputs: number, inner: number];

/** The integers [in, out] of a linear layer's weight. */
export function quantized(tensor: string, shape: Shape): RecipeOf<'int8'> {
  const { needs, load } = copied(tensor, shape);
  const [outputs, inner] = shape;
  return {
    type: 'int8',
    needs,
    load: async (tensors) => {
      // Transposed as integers: as floats, the decoder of a large vocabulary would fill memory twice.
      const integers = toIntegers(await load(tensors), outputs, inner);
      return transposeInto(new Int8Array(integers.length), integers, outputs, inner);
    },
  };
}

/** The scales [out]. */
export function scalesOf(tensor: string, shape: Shape): FloatRecipe {
  const { needs, load } = copied(tensor, shape);
  const [outputs, inner] = shape;
  return {
    type: 'float32',
    needs,
    load: async (tensors) => {
      const values = await load(tensors);
      return Float32Array.from({ length: outputs }, (_, row) => scaleOf(values, row, inner));
    },
  };
}

const LARGEST = 127;

/** Of one row of a matrix. */
function scaleOf(values: Float32Array, row: number, inner: number): number {
  let largest = 0;
  for (let at = row * inner; at < (row + 1) * inner; at++) {
    const magnitude = Math.abs(values[at] ?? 0);
    if (magnitude > largest) largest = magnitude;
  }
  return Math.fround(largest / LARGEST);
}

function toIntegers(values: Float32Array, rows: number, inner: number): Int8Array {
  const integers = new Int8Array(values.length);
  for (let row = 0; row < rows; row++) {
    const scale = scaleOf(values, row, inner);
    // A row of zeros has the scale 0, and stays zeros.
    const inverse = scale === 0 ? 0 : 1 / scale;
    for (let at = row * inner; at < (row + 1) * inner; at++) {
      integers[at] = Math.round((values[at] ?? 0) * inverse);
    }
  }
  return integers;
}
