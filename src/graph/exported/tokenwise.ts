import type { NodeProto } from '../onnx/onnx_pb.js';
import { constantShape } from './constants.js';
import type { ExportedModel } from './model.js';

/** Operators that compute each value from the values at its own place, and from constants. */
const ELEMENTWISE = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Sqrt', 'Neg', 'Reciprocal', 'Cast', 'Identity'],
  ...['Erf', 'Tanh', 'Relu', 'Sigmoid', 'Gelu', 'BiasGelu', 'FastGelu', 'QuickGelu'],
]);

/** Operators over one axis, which has to be the last. */
const ALONG_LAST = new Set(['LayerNormalization', 'ReduceMean']);

/**
 * Whether a node between states [B, S, H] and logits computes each token from itself alone, so that
 * it can be given some tokens of several rows in the place of all of them. What is not known is no.
 */
export function isTokenwise(model: ExportedModel, node: NodeProto): boolean {
  const { opType, attribute, input } = node;
  if (ELEMENTWISE.has(opType)) return input.every((name) => isSameForAll(model, name));
  if (opType === 'MatMul') return constantShape(model, input[1] ?? '')?.length === 2;
  if (!ALONG_LAST.has(opType)) return false;
  const axis = attribute.find(({ name }) => name === 'axis' || name === 'axes');
  if (axis === undefined) return opType === 'LayerNormalization';
  // Both are of three dimensions, where 2 is the last one too.
  const axes = axis.name === 'axis' ? [axis.i] : axis.ints;
  return axes.length === 1 && (axes[0] === -1n || axes[0] === 2n);
}

/** False for a constant with values of their own for rows or places. */
function isSameForAll(model: ExportedModel, name: string): boolean {
  const shape = constantShape(model, name) ?? [];
  return shape.slice(0, -1).every((size) => size === 1);
}
