import type { FloatRecipe, RecipeOf } from './weights.js';

/**
 * Weights in 8-bit integers: w ≈ scale × q, q from -127 to 127. Each column of a weight [in, out]
 * has a scale of its own, its largest magnitude / 127, so that the scale can be taken out of the
 * product.
 */

/** The integers [in, out] of a weight. */
export const quantized = ({ needs, load }: FloatRecipe, columns: number): RecipeOf<'int8'> => ({
  type: 'int8',
  needs,
  load: async (tensors) => {
    const values = await load(tensors);
    return divideColumns(values, findScales(values, columns));
  },
});

/** The scales [out] of a weight. */
export const scalesOf = ({ needs, load }: FloatRecipe, columns: number): FloatRecipe => ({
  type: 'float32',
  needs,
  load: async (tensors) => findScales(await load(tensors), columns),
});

const LARGEST = 127;

function findScales(values: Float32Array, columns: number): Float32Array {
  const scales = new Float32Array(columns);
  for (let start = 0; start < values.length; start += columns) {
    for (let column = 0; column < columns; column++) {
      const magnitude = Math.abs(values[start + column] ?? 0);
      if (magnitude > (scales[column] ?? 0)) scales[column] = magnitude;
    }
  }
  return scales.map((largest) => largest / LARGEST);
}

function divideColumns(values: Float32Array, scales: Float32Array): Int8Array {
  const columns = scales.length;
  // A column of zeros has the scale 0, and stays zeros.
  const inverses = scales.map((scale) => (scale === 0 ? 0 : 1 / scale));
  const integers = new Int8Array(values.length);
  for (let start = 0; start < values.length; start += columns) {
    for (let column = 0; column < columns; column++) {
      integers[start + column] = Math.round(
        (values[start + column] ?? 0) * (inverses[column] ?? 0),
      );
    }
  }
  return integers;
}
