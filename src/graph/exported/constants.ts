import type { NodeProto, TensorProto } from '../onnx/onnx_pb.js';
import type { ExportedModel } from './model.js';

/** The tensor of a node that gives a constant; null where the value is another. */
export function constantOf(nodes: readonly NodeProto[], name: string): TensorProto | null {
  const maker = nodes.find(({ output }) => output[0] === name);
  if (maker?.opType !== 'Constant') return null;
  return maker.attribute.find((one) => one.name === 'value')?.t ?? null;
}

/** Operators whose result has the shape of their first input. */
const KEEP_SHAPE = new Set(['Cast', 'DequantizeLinear', 'Identity']);

/**
 * Shape of a value that does not depend on the inputs: of a weight as it is, transposed as exporters
 * write a decoder that is tied to the embeddings, or widened; null where that cannot be told.
 */
export function constantShape(model: ExportedModel, name: string): readonly number[] | null {
  const tensor = model.tensors.get(name);
  if (tensor !== undefined) return tensor.shape;
  const maker = model.nodes.find(({ output }) => output[0] === name);
  const source = model.tensors.get(maker?.input[0] ?? '')?.shape;
  if (maker === undefined) return null;
  if (maker.opType === 'Constant') return constantOf(model.nodes, name)?.dims.map(Number) ?? null;
  if (source === undefined) return null;
  if (KEEP_SHAPE.has(maker.opType)) return source;
  // Of two dimensions, there is one way to exchange them.
  return maker.opType === 'Transpose' && source.length === 2 ? source.toReversed() : null;
}
