import type { ModelConfig } from '../checkpoint/config.js';
import { writeActivated, writeLinear, writeSumAndNorm } from './layers.js';
import { half } from './half.js';
import type { Precision } from './precision.js';
import { floatProducts, integerProducts, type WriteProduct } from './products.js';
import { inputs } from './signature.js';
import { encoderNames, type LayerNames } from './tensor-names.js';
import { copied, joined, positionsWithType } from './weights.js';
import { MICROSOFT, type GraphWriter, type Value } from './writer.js';

/** What the encoder gives to heads and pooling. */
export interface Encoded {
  /** [T, H] */
  readonly states: Value;
  /** [B, S]: the token in each slot, as an index into the states. */
  readonly block: Value;
  /** [V, E], for a decoder that is tied to them. */
  readonly wordEmbeddings: Value;
}

/**
 * A BERT-like encoder over flat tokens: embeddings, norms, linear layers and activations run on
 * [T, H], where padding does not exist; only attention sees the padded [B, S] block, with the
 * length of each row. Post-norm, as in Devlin et al. 2019 and Liu et al. 2019.
 */
export function writeEncoder(
  graph: GraphWriter,
  config: ModelConfig,
  precision: Precision,
): Encoded {
  const tokens = graph.input(inputs.tokens, 'int32', ['T']);
  const { embedded, wordEmbeddings } = writeEmbeddings(graph, config, precision, tokens);
  const block = {
    block: graph.input(inputs.block, 'int32', ['B', 'S']),
    slots: graph.input(inputs.slots, 'int32', ['T']),
    lengths: graph.input(inputs.lengths, 'int32', ['B']),
    flat: graph.integers('flat_shape', [-1, config.hiddenSize]),
  };
  const writeProduct = precision === 'int8' ? integerProducts(graph, tokens) : floatProducts(graph);
  let states = embedded;
  for (let layer = 0; layer < config.layers; layer++) {
    states = writeLayer({ graph, config, writeProduct, ...block }, layer, states);
  }
  return { states, block: block.block, wordEmbeddings };
}

/** What every layer is written with. */
interface Layers {
  readonly graph: GraphWriter;
  readonly config: ModelConfig;
  readonly writeProduct: WriteProduct;
  readonly block: Value;
  readonly slots: Value;
  readonly lengths: Value;
  /** The shape [-1, H]. */
  readonly flat: Value;
}

function writeEmbeddings(
  graph: GraphWriter,
  config: ModelConfig,
  precision: Precision,
  tokens: Value,
) {
  const { vocabularySize, embeddingSize, hiddenSize, maxPositions, firstPosition } = config;
  const names = encoderNames[config.architecture];
  const positions = graph.input(inputs.positions, 'int32', ['T']);
  const table = [vocabularySize, embeddingSize];
  const wordVectors = copied(names.words, table);
  const wordEmbeddings = graph.weight(
    'word_embeddings',
    table,
    // The table is the largest weight, and is only read: halves lose next to nothing.
    precision === 'int8' ? half(wordVectors) : wordVectors,
  );
  const positionEmbeddings = graph.weight(
    'position_embeddings',
    [maxPositions - firstPosition, embeddingSize],
    positionsWithType(
      { tensor: names.positions, shape: [maxPositions, embeddingSize] },
      names.types === null
        ? null
        : { tensor: names.types, shape: [config.typeVocabularySize, embeddingSize] },
      firstPosition,
    ),
  );
  const found = graph.node('Gather', 'embeddings/words', [wordEmbeddings, tokens]);
  const words = precision === 'int8' ? graph.widen(found) : found;
  const places = graph.node('Gather', 'embeddings/positions', [positionEmbeddings, positions]);
  const normed = writeSumAndNorm(
    graph,
    config,
    'embeddings',
    { tensor: names.embeddingsNorm, size: embeddingSize },
    [words, places, null],
  );
  if (embeddingSize === hiddenSize) return { embedded: normed, wordEmbeddings };
  const { product, bias } = writeLinear(
    graph,
    'embeddings/projection',
    names.embeddingsProjection,
    normed,
    [hiddenSize, embeddingSize],
  );
  return { embedded: graph.node('Add', 'embeddings/projected', [product, bias]), wordEmbeddings };
}

function writeLayer(layers: Layers, layer: number, states: Value): Value {
  const { graph, config, writeProduct } = layers;
  const { hiddenSize, intermediateSize } = config;
  const names = encoderNames[config.architecture].layer(layer);
  const at = `layer${layer}`;
  const attended = writeAttention(layers, `${at}/attention`, names, states);
  const linear = (at: string, tensor: string, input: Value, shape: readonly [number, number]) =>
    writeLinear(graph, at, tensor, input, shape, writeProduct);
  const projected = linear(`${at}/attention/output`, names.attentionOutput, attended, [
    hiddenSize,
    hiddenSize,
  ]);
  const middle = writeSumAndNorm(
    graph,
    config,
    `${at}/attention/norm`,
    { tensor: names.attentionNorm, size: hiddenSize },
    [projected.product, states, projected.bias],
  );
  const wide = linear(`${at}/intermediate`, names.intermediate, middle, [
    intermediateSize,
    hiddenSize,
  ]);
  const activated = writeActivated(graph, `${at}/intermediate`, config.activation, wide);
  const narrow = linear(`${at}/output`, names.output, activated, [hiddenSize, intermediateSize]);
  return writeSumAndNorm(
    graph,
    config,
    `${at}/norm`,
    { tensor: names.outputNorm, size: hiddenSize },
    [narrow.product, middle, narrow.bias],
  );
}

function writeAttention(
  { graph, config, writeProduct, block, slots, lengths, flat }: Layers,
  at: string,
  names: LayerNames,
  states: Value,
): Value {
  const { hiddenSize, heads } = config;
  const parts = ['query', 'key', 'value'] as const;
  const carried = parts.map((part) => {
    const shape = [hiddenSize, hiddenSize] as const;
    const weight = { tensor: `${names[part]}.weight`, shape };
    const projected = writeProduct(`${at}/${part}`, states, weight);
    return graph.node('Gather', `${at}/${part}/block`, [projected, block]);
  });
  const biases = parts.map((part) => `${names[part]}.bias`);
  const bias = graph.weight(`${at}/bias`, [3 * hiddenSize], joined(biases, hiddenSize));
  const attended = graph.node(
    'MultiHeadAttention',
    `${at}/attended`,
    [...carried, bias, lengths],
    { num_heads: heads },
    MICROSOFT,
  );
  const slotsFlat = graph.node('Reshape', `${at}/flat`, [attended, flat]);
  return graph.node('Gather', `${at}/tokens`, [slotsFlat, slots]);
}
