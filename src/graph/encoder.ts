import type { ModelConfig } from '../checkpoint/config.js';
import { writeActivated, writeLinear, writeSumAndNorm } from './layers.js';
import { inputs } from './signature.js';
import { encoderNames, type LayerNames } from './tensor-names.js';
import { copied, joined, positionsWithType, transposed } from './weights.js';
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
export function writeEncoder(graph: GraphWriter, config: ModelConfig): Encoded {
  const block = {
    block: graph.input(inputs.block, 'int32', ['B', 'S']),
    slots: graph.input(inputs.slots, 'int32', ['T']),
    lengths: graph.input(inputs.lengths, 'int32', ['B']),
    flat: graph.integers('flat_shape', [-1, config.hiddenSize]),
  };
  const { embedded, wordEmbeddings } = writeEmbeddings(graph, config);
  let states = embedded;
  for (let layer = 0; layer < config.layers; layer++) {
    states = writeLayer(graph, config, block, layer, states);
  }
  return { states, block: block.block, wordEmbeddings };
}

interface Block {
  readonly block: Value;
  readonly slots: Value;
  readonly lengths: Value;
  readonly flat: Value;
}

function writeEmbeddings(graph: GraphWriter, config: ModelConfig) {
  const { vocabularySize, embeddingSize, hiddenSize, maxPositions, firstPosition } = config;
  const names = encoderNames[config.architecture];
  const tokens = graph.input(inputs.tokens, 'int32', ['T']);
  const positions = graph.input(inputs.positions, 'int32', ['T']);
  const table = [vocabularySize, embeddingSize];
  const wordEmbeddings = graph.weight('word_embeddings', table, copied(names.words, table));
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
  const words = graph.node('Gather', 'embeddings/words', [wordEmbeddings, tokens]);
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

function writeLayer(
  graph: GraphWriter,
  config: ModelConfig,
  block: Block,
  layer: number,
  states: Value,
): Value {
  const { hiddenSize, intermediateSize } = config;
  const names = encoderNames[config.architecture].layer(layer);
  const at = `layer${layer}`;
  const attended = writeAttention(graph, config, block, `${at}/attention`, names, states);
  const projected = writeLinear(graph, `${at}/attention/output`, names.attentionOutput, attended, [
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
  const wide = writeLinear(graph, `${at}/intermediate`, names.intermediate, middle, [
    intermediateSize,
    hiddenSize,
  ]);
  const activated = writeActivated(graph, `${at}/intermediate`, config.activation, wide);
  const narrow = writeLinear(graph, `${at}/output`, names.output, activated, [
    hiddenSize,
    intermediateSize,
  ]);
  return writeSumAndNorm(
    graph,
    config,
    `${at}/norm`,
    { tensor: names.outputNorm, size: hiddenSize },
    [narrow.product, middle, narrow.bias],
  );
}

function writeAttention(
  graph: GraphWriter,
  { hiddenSize, heads }: ModelConfig,
  { block, slots, lengths, flat }: Block,
  at: string,
  names: LayerNames,
  states: Value,
): Value {
  const parts = ['query', 'key', 'value'] as const;
  const carried = parts.map((part) => {
    const weight = graph.weight(
      `${at}/${part}.weight`,
      [hiddenSize, hiddenSize],
      transposed(`${names[part]}.weight`, hiddenSize, hiddenSize),
    );
    const projected = graph.node('MatMul', `${at}/${part}`, [states, weight]);
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
