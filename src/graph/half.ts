import type { FloatRecipe, RecipeOf } from './weights.js';

/**
 * The nearest binary16 of each value, as bits; of two equally near, the even one (IEEE 754-2019,
 * roundTiesToEven). What is too large becomes infinite.
 */
export function toHalf(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let index = 0; index < bits.length; index++) halves[index] = narrow(bits[index] ?? 0);
  return halves;
}

/** A binary32 from here on, 2^-14, is a normal binary16. */
const NORMAL = 0x38800000;
/** A binary32 from here on, 65520, is nearer to infinity than to the largest binary16. */
const INFINITE = 0x477ff000;
const NOT_A_NUMBER = 0x7f800000;

function narrow(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > NOT_A_NUMBER) return sign | 0x7e00;
  if (magnitude >= INFINITE) return sign | 0x7c00;
  // The exponents' biases differ by 112; a carry out of the fraction goes into the exponent.
  if (magnitude >= NORMAL) return sign | roundShift(magnitude - (112 << 23), 13);
  const shift = 126 - (magnitude >>> 23);
  return shift > 24 ? sign : sign | roundShift((magnitude & 0x7fffff) | 0x800000, shift);
}

/** value / 2^shift, to the nearest; of two equally near, the even one. */
function roundShift(value: number, shift: number): number {
  const odd = (value >>> shift) & 1;
  return (value + (1 << (shift - 1)) - 1 + odd) >>> shift;
}

/** The same weight in 16-bit floats. */
export const half = ({ needs, pieces }: FloatRecipe): RecipeOf<'float16'> => ({
  type: 'float16',
  needs,
  pieces: async function* (tensors) {
    for await (const piece of pieces(tensors)) yield toHalf(piece);
  },
});
