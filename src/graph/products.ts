import { quantized } from './quantize.js';
import { transposed } from './weights.js';
import { MICROSOFT, type GraphWriter, type Value } from './writer.js';

/** Multiplies rows [*, in] by the weight of a linear layer → [*, out]. */
export type WriteProduct = (at: string, rows: Value, weight: WeightMatrix) => Value;

export interface WeightMatrix {
  /** Several for layers with the same input: their outputs lie side by side. */
  readonly tensors: readonly string[];
  /** Of each, as PyTorch stores it. */
  readonly shape: readonly [out: number, inner: number];
}

export const floatProducts =
  (graph: GraphWriter): WriteProduct =>
  (at, rows, { tensors, shape: [out, inner] }) => {
    const recipe = transposed(tensors, [out, inner]);
    const weight = graph.weight(`${at}.weight`, [inner, out * tensors.length], recipe);
    return graph.node('MatMul', `${at}/product`, [rows, weight]);
  };

/** Unsigned times signed is the pair of types that x86 multiplies in vectors. */
const ZERO_POINT = 128;
const LARGEST = 127;

/** A row of zeros needs a range above 0 to be divided by. */
const SMALLEST_RANGE = 1e-12;

/**
 * Products in 8-bit integers. Each row has a scale of its own, its largest magnitude / 127, found
 * while the model runs: no calibration decides it, and no other row of the batch does.
 *
 * @param like any value with as many rows as those to be multiplied
 */
export function integerProducts(graph: GraphWriter, like: Value): WriteProduct {
  const one = graph.scalar(`${like}/one`, 'float32', 1);
  const zeroPoint = graph.scalar(`${like}/zero_point`, 'uint8', ZERO_POINT);
  const toIntegers = integerRows(graph, like, zeroPoint);
  return (at, rows, { tensors, shape }) => {
    const out = shape[0] * tensors.length;
    const recipe = quantized(tensors, shape);
    const weight = graph.weight(`${at}.weight`, [shape[1], out], recipe.integers);
    const weightScales = graph.weight(`${at}.scales`, [out], recipe.scales);
    const { integers, scales } = toIntegers(rows);
    const product = graph.node(
      'MatMulIntegerToFloat',
      `${at}/integers`,
      [integers, weight, one, weightScales, zeroPoint],
      {},
      MICROSOFT,
    );
    return graph.node('Mul', `${at}/product`, [product, scales]);
  };
}

interface IntegerRows {
  /** uint8 [*, in] */
  readonly integers: Value;
  /** float32 [*, 1] */
  readonly scales: Value;
}

/** Gives the integers of rows, made once however many weights they meet. */
function integerRows(
  graph: GraphWriter,
  like: Value,
  zeroPoint: Value,
): (rows: Value) => IntegerRows {
  const made = new Map<Value, IntegerRows>();
  const columns = graph.integers(`${like}/columns`, [1]);
  const smallest = graph.scalar(`${like}/smallest_range`, 'float32', SMALLEST_RANGE);
  const step = graph.scalar(`${like}/step`, 'float32', 1 / LARGEST);
  const count = graph.node('Shape', `${like}/count`, [like], { end: 1 });
  const zeroPoints = graph.node('Expand', `${like}/zero_points`, [zeroPoint, count]);
  return (rows) => {
    const found = made.get(rows);
    if (found !== undefined) return found;
    const magnitudes = graph.node('Abs', `${rows}/magnitudes`, [rows]);
    const keep = { keepdims: 0 };
    const largest = graph.node('ReduceMax', `${rows}/largest`, [magnitudes, columns], keep);
    const range = graph.node('Max', `${rows}/range`, [largest, smallest]);
    const scale = graph.node('Mul', `${rows}/scale`, [range, step]);
    const by = { axis: 0 };
    const integers = graph.node(
      'QuantizeLinear',
      `${rows}/integers`,
      [rows, scale, zeroPoints],
      by,
    );
    const scales = graph.node('Unsqueeze', `${rows}/scales`, [scale, columns]);
    const result = { integers, scales };
    made.set(rows, result);
    return result;
  };
}
