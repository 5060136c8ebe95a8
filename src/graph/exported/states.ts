import type { ModelConfig } from '../../checkpoint/config.js';
import type { Head } from '../../checkpoint/head.js';
import type { NodeProto } from '../onnx/onnx_pb.js';
import { cutIntoRegions, type Region } from './cuts.js';
import type { ExportedModel } from './model.js';
import { constantOf, constantShape } from './constants.js';
import { isTokenwise } from './tokenwise.js';

/** The last hidden states inside of a graph that gives logits alone. */
export interface FoundStates {
  /** Name of the value [B, S, H]. */
  readonly value: string;
  /** Names of the values that are computed from it, and from nothing else that the inputs give. */
  readonly after: ReadonlySet<string>;
  /** Whether each token's logits are computed from its own states alone. */
  readonly isTokenwise: boolean;
}

/**
 * Finds the last hidden states by what the architectures have in common, whatever the exporter
 * calls its values: the last feed-forward network with its linear layers [H, I] and [I, H], a norm,
 * and then the linear layers of the head, of the sizes that config.json gives. The states are the
 * one value that the head is computed from.
 *
 * null where the graph does not have this form; then nobody can tell where they are.
 */
export function findStates(
  model: ExportedModel,
  logits: string,
  config: ModelConfig,
): FoundStates | null {
  const regions = cutIntoRegions(model, logits);
  const layers = regions.flatMap((region, index) =>
    region.nodes.flatMap((node) => {
      const sizes = linearSizes(model, node);
      return sizes === null ? [] : [{ sizes, index }];
    }),
  );
  const head = headLayers(config.head, config);
  const { hiddenSize: hidden, intermediateSize: inner } = config;
  const wanted = [`${hidden},${inner}`, `${inner},${hidden}`, ...head];
  const last = layers.slice(-wanted.length);
  if (head.length === 0 || last.map(({ sizes }) => sizes).join(' ') !== wanted.join(' '))
    return null;
  const network = last[1]?.index ?? 0;
  let start = last[2]?.index ?? 0;
  if (config.head.kind === 'sequence-classification') {
    start -= 1;
    if (!takesFirstToken(model, regions[start])) return null;
  }
  const value = regions[start]?.from;
  // The network and the head in one region would have a value beside the states between them.
  if (start <= network || value === undefined || value === null) return null;
  const nodes = regions.slice(start).flatMap((region) => region.nodes);
  return {
    value,
    after: new Set(nodes.flatMap(({ output }) => output)),
    isTokenwise: nodes.every((node) => isTokenwise(model, node)),
  };
}

/** Inner and outer sizes of a head's linear layers, first to last. */
function headLayers(
  head: Head,
  { embeddingSize, hiddenSize, vocabularySize }: ModelConfig,
): readonly string[] {
  switch (head.kind) {
    case 'none':
      return [];
    case 'masked-lm':
      return [`${hiddenSize},${embeddingSize}`, `${embeddingSize},${vocabularySize}`];
    case 'token-classification':
      return [`${hiddenSize},${head.labels.length}`];
    case 'sequence-classification':
      return [`${hiddenSize},${hiddenSize}`, `${hiddenSize},${head.labels.length}`];
  }
}

const PRODUCTS = new Set(['MatMul', 'MatMulInteger', 'Gemm']);

/** "inner,outer" of a product with a weight; null for any other node. */
function linearSizes(model: ExportedModel, node: NodeProto): string | null {
  if (!PRODUCTS.has(node.opType)) return null;
  const shape = constantShape(model, node.input[1] ?? '');
  if (shape?.length !== 2) return null;
  const isTransposed = node.attribute.some(({ name, i }) => name === 'transB' && i === 1n);
  return (isTransposed ? shape.toReversed() : shape).join(',');
}

/** Whether a region takes each row's first token, [B, S, H] → [B, H], and does nothing else. */
function takesFirstToken(model: ExportedModel, region: Region | undefined): boolean {
  const [node, ...others] = region?.nodes ?? [];
  if (node?.opType !== 'Gather' || others.length > 0) return false;
  const axis = node.attribute.find(({ name }) => name === 'axis')?.i;
  return axis === 1n && isZero(model, node.input[1] ?? '');
}

/** Whether a value is the constant 0 without dimensions. */
function isZero({ nodes, tensors }: ExportedModel, name: string): boolean {
  const values = tensors.get(name)?.values;
  const constant = constantOf(nodes, name);
  const proto = values?.kind === 'inline' ? values.proto : constant;
  if (proto?.dims.length !== 0) return false;
  const { rawData, int64Data, int32Data } = proto;
  if (rawData.length > 0) return rawData.every((byte) => byte === 0);
  return [...int64Data, ...int32Data].every((value) => Number(value) === 0);
}
