import type { TensorSource } from '../checkpoint/tensors.js';
import { copied, transposeInto, type FloatRecipe, type RecipeOf } from './weights.js';

/**
 * Weights in 8-bit integers: w ≈ scale × q, q from -127 to 127. Each output of a linear layer has a
 * scale of its own, its largest magnitude / 127, so that the scale can be taken out of the product.
 */

/** [out, in] as PyTorch stores a linear layer. */
type Shape = readonly [outputs: number, inner: number];

export interface IntegerWeight {
  /** [in, out] */
  readonly integers: RecipeOf<'int8'>;
  /** [out] */
  readonly scales: FloatRecipe;
}

/** The integers and the scales of a linear layer's weight. */
export function quantized(tensor: string, shape: Shape): IntegerWeight {
  const { needs, load } = copied(tensor, shape);
  const [outputs, inner] = shape;
  // Found with the integers, so that a large tensor is read once for both.
  const found = new WeakMap<TensorSource, Float32Array>();
  return {
    integers: {
      type: 'int8',
      needs,
      load: async (tensors) => {
        const values = await load(tensors);
        const scales = findScales(values, shape);
        found.set(tensors, scales);
        // Transposed as integers: as floats, a large decoder would fill memory twice.
        const integers = divide(values, scales, inner);
        return transposeInto(new Int8Array(integers.length), integers, outputs, inner);
      },
    },
    scales: {
      type: 'float32',
      needs,
      load: async (tensors) => found.get(tensors) ?? findScales(await load(tensors), shape),
    },
  };
}

const LARGEST = 127;

function findScales(values: Float32Array, [outputs, inner]: Shape): Float32Array {
  const scales = new Float32Array(outputs);
  for (let row = 0; row < outputs; row++) {
    let largest = 0;
    for (let at = row * inner; at < (row + 1) * inner; at++) {
      const magnitude = Math.abs(values[at] ?? 0);
      if (magnitude > largest) largest = magnitude;
    }
    scales[row] = largest / LARGEST;
  }
  return scales;
}

function divide(values: Float32Array, scales: Float32Array, inner: number): Int8Array {
  const integers = new Int8Array(values.length);
  for (const [row, scale] of scales.entries()) {
    // A row of zeros has the scale 0, and stays zeros.
    const inverse = scale === 0 ? 0 : 1 / scale;
    for (let at = row * inner; at < (row + 1) * inner; at++) {
      integers[at] = Math.round((values[at] ?? 0) * inverse);
    }
  }
  return integers;
}
