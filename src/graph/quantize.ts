import type { TensorSource } from '../checkpoint/tensors.js';
import { joined, transposeInto, type FloatRecipe, type RecipeOf } from './weights.js';

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

/** The integers and the scales of a linear layer's weight, or of several with the same input. */
export function quantized(names: readonly string[], [each, inner]: Shape): IntegerWeight {
  const { needs, pieces } = joined(names, [each, inner]);
  const shape = [each * names.length, inner] as const;
  // Found with the integers, so that a large tensor is read once for both.
  const found = new WeakMap<TensorSource, Float32Array>();
  const read = async (tensors: TensorSource) => {
    const { integers, scales } = await quantize(pieces(tensors), shape);
    found.set(tensors, scales);
    return { integers, scales };
  };
  return {
    integers: {
      type: 'int8',
      needs,
      pieces: async function* (tensors) {
        yield (await read(tensors)).integers;
      },
    },
    scales: {
      type: 'float32',
      needs,
      pieces: async function* (tensors) {
        yield found.get(tensors) ?? (await read(tensors)).scales;
      },
    },
  };
}

async function quantize(pieces: AsyncIterable<Float32Array>, [outputs, inner]: Shape) {
  const integers = new Int8Array(outputs * inner);
  const scales = new Float32Array(outputs);
  let first = 0;
  for await (const rows of wholeRows(pieces, inner)) {
    const found = findScales(rows, inner);
    scales.set(found, first);
    const whole = { values: integers, rows: outputs };
    transposeInto(whole, divide(rows, found, inner), inner, first);
    first += found.length;
  }
  return { integers, scales };
}

/** The same values in pieces that end where a row does. */
async function* wholeRows(
  pieces: AsyncIterable<Float32Array>,
  columns: number,
): AsyncGenerator<Float32Array> {
  let rest = new Float32Array();
  for await (const piece of pieces) {
    const values = new Float32Array(rest.length + piece.length);
    values.set(rest);
    values.set(piece, rest.length);
    const end = values.length - (values.length % columns);
    if (end > 0) yield values.subarray(0, end);
    rest = values.slice(end);
  }
}

const LARGEST = 127;

function findScales(values: Float32Array, inner: number): Float32Array {
  const scales = new Float32Array(values.length / inner);
  for (let row = 0; row < scales.length; row++) {
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
