import type { ModelConfig } from '../checkpoint/config.js';
import { inputs } from './signature.js';
import { copied, joined, positionsWithType, transposed } from './weights.js';
import { MICROSOFT, type GraphWriter, type Value } from './writer.js';

/**
 * The RoBERTa encoder over flat tokens: embeddings, norms, linear layers and activations run on
 * [T, H], where padding does not exist; only attention sees the padded [B, S] block, with the
 * length of each row. Post-norm, as in Devlin et al. 2019 and Liu et al. 2019.
 *
 * @returns the token states [T, H], and the word embeddings [V, H] for a decoder tied to them.
 */
export function writeEncoder(
  graph: GraphWriter,
  config: ModelConfig,
): { readonly states: Value; readonly wordEmbeddings: Value } {
  const block = {
    block: graph.input(inputs.block, 'int32', ['B', 'S']),
    slots: graph.input(inputs.slots, 'int32', ['T']),
    lengths: graph.input(inputs.lengths, 'int32', ['B']),
    flat: graph.integers('flat_shape', [-1, config.hiddenSize]),
  };
  const embedded = writeEmbeddings(graph, config);
  let states = embedded.states;
  for (let layer = 0; layer < config.layers; layer++) {
    states = writeLayer(graph, config, block, layer, states);
  }
  return { states, wordEmbeddings: embedded.wordEmbeddings };
}

interface Block {
  readonly block: Value;
  readonly slots: Value;
  readonly lengths: Value;
  readonly flat: Value;
}

function writeEmbeddings(graph: GraphWriter, config: ModelConfig) {
  const { hiddenSize, vocabularySize, maxPositions, typeVocabularySize } = config;
  const prefix = 'roberta.embeddings';
  // RoBERTa's positions start after the padding id; our own start at 0.
  const first = config.padTokenId + 1;
  const tokens = graph.input(inputs.tokens, 'int32', ['T']);
  const positions = graph.input(inputs.positions, 'int32', ['T']);
  const wordEmbeddings = graph.weight(
    'word_embeddings',
    [vocabularySize, hiddenSize],
    copied(`${prefix}.word_embeddings.weight`, [vocabularySize, hiddenSize]),
  );
  const positionEmbeddings = graph.weight(
    'position_embeddings',
    [maxPositions - first, hiddenSize],
    positionsWithType(
      { tensor: `${prefix}.position_embeddings.weight`, shape: [maxPositions, hiddenSize] },
      { tensor: `${prefix}.token_type_embeddings.weight`, shape: [typeVocabularySize, hiddenSize] },
      first,
    ),
  );
  const words = graph.node('Gather', 'embeddings/words', [wordEmbeddings, tokens]);
  const places = graph.node('Gather', 'embeddings/positions', [positionEmbeddings, positions]);
  const states = writeSumAndNorm(graph, config, 'embeddings', `${prefix}.LayerNorm`, [
    words,
    places,
    null,
  ]);
  return { states, wordEmbeddings };
}

function writeLayer(
  graph: GraphWriter,
  config: ModelConfig,
  block: Block,
  layer: number,
  states: Value,
): Value {
  const { hiddenSize, intermediateSize } = config;
  const prefix = `roberta.encoder.layer.${layer}`;
  const at = `layer${layer}`;
  const attended = writeAttention(graph, config, block, layer, states);
  const projected = writeLinear(
    graph,
    `${at}/attention/output`,
    `${prefix}.attention.output.dense`,
    attended,
    [hiddenSize, hiddenSize],
  );
  const middle = writeSumAndNorm(
    graph,
    config,
    `${at}/attention/norm`,
    `${prefix}.attention.output.LayerNorm`,
    [projected.product, states, projected.bias],
  );
  const wide = writeLinear(graph, `${at}/intermediate`, `${prefix}.intermediate.dense`, middle, [
    intermediateSize,
    hiddenSize,
  ]);
  const activated = writeBiasGelu(graph, `${at}/intermediate/gelu`, wide);
  const narrow = writeLinear(graph, `${at}/output`, `${prefix}.output.dense`, activated, [
    hiddenSize,
    intermediateSize,
  ]);
  return writeSumAndNorm(graph, config, `${at}/norm`, `${prefix}.output.LayerNorm`, [
    narrow.product,
    middle,
    narrow.bias,
  ]);
}

function writeAttention(
  graph: GraphWriter,
  config: ModelConfig,
  { block, slots, lengths, flat }: Block,
  layer: number,
  states: Value,
): Value {
  const { hiddenSize } = config;
  const prefix = `roberta.encoder.layer.${layer}.attention.self`;
  const at = `layer${layer}/attention`;
  const parts = ['query', 'key', 'value'] as const;
  const carried = parts.map((part) => {
    const weight = graph.weight(
      `${at}/${part}.weight`,
      [hiddenSize, hiddenSize],
      transposed(`${prefix}.${part}.weight`, hiddenSize, hiddenSize),
    );
    const projected = graph.node('MatMul', `${at}/${part}`, [states, weight]);
    return graph.node('Gather', `${at}/${part}/block`, [projected, block]);
  });
  const biases = parts.map((part) => `${prefix}.${part}.bias`);
  const bias = graph.weight(`${at}/bias`, [3 * hiddenSize], joined(biases, hiddenSize));
  const attended = graph.node(
    'MultiHeadAttention',
    `${at}/attended`,
    [...carried, bias, lengths],
    { num_heads: config.heads },
    MICROSOFT,
  );
  const slotsFlat = graph.node('Reshape', `${at}/flat`, [attended, flat]);
  return graph.node('Gather', `${at}/tokens`, [slotsFlat, slots]);
}

/** A linear layer without its bias, which the next operator adds. `shape` is [out, in]. */
export function writeLinear(
  graph: GraphWriter,
  at: string,
  tensor: string,
  input: Value,
  [out, inner]: readonly [number, number],
): { readonly product: Value; readonly bias: Value } {
  const weight = graph.weight(
    `${at}.weight`,
    [inner, out],
    transposed(`${tensor}.weight`, out, inner),
  );
  const bias = graph.weight(`${at}.bias`, [out], copied(`${tensor}.bias`, [out]));
  return { product: graph.node('MatMul', `${at}/product`, [input, weight]), bias };
}

/** gelu(x + bias) with the exact erf, not the tanh approximation. */
export function writeBiasGelu(
  graph: GraphWriter,
  at: string,
  { product, bias }: { readonly product: Value; readonly bias: Value },
): Value {
  return graph.node('BiasGelu', at, [product, bias], {}, MICROSOFT);
}

/** norm(a + b + bias). */
function writeSumAndNorm(
  graph: GraphWriter,
  config: ModelConfig,
  at: string,
  tensor: string,
  [a, b, bias]: readonly [Value, Value, Value | null],
): Value {
  const shape = [config.hiddenSize];
  const scale = graph.weight(`${at}.scale`, shape, copied(`${tensor}.weight`, shape));
  const shift = graph.weight(`${at}.shift`, shape, copied(`${tensor}.bias`, shape));
  return graph.node(
    'SkipLayerNormalization',
    `${at}/normed`,
    bias === null ? [a, b, scale, shift] : [a, b, scale, shift, bias],
    { epsilon: { float: config.layerNormEps } },
    MICROSOFT,
  );
}
