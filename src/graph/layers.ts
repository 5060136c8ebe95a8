import type { Activation, ModelConfig } from '../checkpoint/config.js';
import { floatProducts, type WriteProduct } from './products.js';
import { copied } from './weights.js';
import { MICROSOFT, type GraphWriter, type Value } from './writer.js';

/** A product whose bias the next operator adds. */
export interface Linear {
  readonly product: Value;
  readonly bias: Value;
}

/** A linear layer without its bias. `tensor` ends before `.weight`; the shape is [out, in]. */
export function writeLinear(
  graph: GraphWriter,
  at: string,
  tensor: string,
  input: Value,
  [out, inner]: readonly [number, number],
  writeProduct: WriteProduct = floatProducts(graph),
): Linear {
  const product = writeProduct(at, input, {
    tensors: [`${tensor}.weight`],
    shape: [out, inner],
  });
  const bias = graph.weight(`${at}.bias`, [out], copied(`${tensor}.bias`, [out]));
  return { product, bias };
}

/** activation(x + bias) */
export function writeActivated(
  graph: GraphWriter,
  at: string,
  activation: Activation | 'tanh',
  { product, bias }: Linear,
): Value {
  switch (activation) {
    case 'gelu':
      return graph.node('BiasGelu', `${at}/gelu`, [product, bias], {}, MICROSOFT);
    case 'gelu-tanh':
      return graph.node('FastGelu', `${at}/gelu`, [product, bias], {}, MICROSOFT);
    case 'relu':
    case 'tanh': {
      const sum = graph.node('Add', `${at}/sum`, [product, bias]);
      return graph.node(activation === 'relu' ? 'Relu' : 'Tanh', `${at}/${activation}`, [sum]);
    }
  }
}

/**
 * norm(a + b + bias); `tensor` ends before `.weight`. Three operators, because SkipLayerNormalization,
 * which is all of them, takes longer than they do together.
 */
export function writeSumAndNorm(
  graph: GraphWriter,
  config: ModelConfig,
  at: string,
  { tensor, size }: { readonly tensor: string; readonly size: number },
  [a, b, bias]: readonly [Value, Value, Value | null],
): Value {
  const scale = graph.weight(`${at}.scale`, [size], copied(`${tensor}.weight`, [size]));
  const shift = graph.weight(`${at}.shift`, [size], copied(`${tensor}.bias`, [size]));
  const biased = bias === null ? a : graph.node('Add', `${at}/biased`, [a, bias]);
  const sum = graph.node('Add', `${at}/sum`, [biased, b]);
  return graph.node('LayerNormalization', `${at}/normed`, [sum, scale, shift], {
    axis: -1,
    epsilon: { float: config.layerNormEps },
  });
}
