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
  /** [V, E], for a decoder that is tied to them. */
  readonly wordEmbeddings: Value;
}

/**
 * A BERT-like encoder over flat tokens: embeddings, norms, linear layers and activations run on
 * [T, H], all rows end to end; attention runs row after row, each on its own tokens. Nothing is
 * padded, and the numbers of a row do not depend on its company. Post-norm, as in Devlin et al. 2019
 * and Liu et al. 2019.
 */
export function writeEncoder(
  graph: GraphWriter,
  config: ModelConfig,
  precision: Precision,
): Encoded {
  const tokens = graph.input(inputs.tokens, 'int32', ['T']);
  const { embedded, wordEmbeddings } = writeEmbeddings(graph, config, precision, tokens);
  const lengths = graph.input(inputs.lengths, 'int32', ['B']);
  const rows = {
    lengths,
    count: graph.node('Shape', 'row_count', [lengths]),
    axis: graph.integers('row_axis', [0]),
  };
  const writeProduct = precision === 'int8' ? integerProducts(graph, tokens) : floatProducts(graph);
  let states = embedded;
  for (let layer = 0; layer < config.layers; layer++) {
    states = writeLayer({ graph, config, writeProduct, rows }, layer, states);
  }
  return { states, wordEmbeddings };
}

/** What every layer is written with. */
interface Layers {
  readonly graph: GraphWriter;
  readonly config: ModelConfig;
  readonly writeProduct: WriteProduct;
  readonly rows: Rows;
}

interface Rows {
  /** int32 [B] */
  readonly lengths: Value;
  /** int64 [1]: B. */
  readonly count: Value;
  /** int64 [1]: 0, the axis that a row alone has for its batch. */
  readonly axis: Value;
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

/** [T, H] → [T, H]: queries, keys and values of all tokens at once, then one row at a time. */
function writeAttention(
  { graph, config, writeProduct, rows }: Layers,
  at: string,
  names: LayerNames,
  states: Value,
): Value {
  const { hiddenSize, heads } = config;
  const parts = ['query', 'key', 'value'] as const;
  const projected = writeProduct(`${at}/projections`, states, {
    tensors: parts.map((part) => `${names[part]}.weight`),
    shape: [hiddenSize, hiddenSize],
  });
  const biases = parts.map((part) => `${names[part]}.bias`);
  const bias = graph.weight(`${at}/bias`, [3 * hiddenSize], joined(biases, [hiddenSize]));
  const flat = graph.node('Unsqueeze', `${at}/projections/batch`, [projected, rows.axis]);
  const split = graph.node('SplitToSequence', `${at}/projections/rows`, [flat, rows.lengths], {
    axis: 1,
  });
  const attended = graph.collect(`${at}/rows`, rows.count, (turn) => {
    const row = graph.node('SequenceAt', `${at}/row`, [split, turn]);
    const inputs = graph.nodes(
      'Split',
      parts.map((part) => `${at}/${part}`),
      [row],
      { axis: 2, num_outputs: 3 },
    );
    return graph.node(
      'MultiHeadAttention',
      `${at}/attended`,
      [...inputs, bias],
      { num_heads: heads },
      MICROSOFT,
    );
  });
  const joinedRows = graph.node('ConcatFromSequence', `${at}/joined`, [attended], { axis: 1 });
  return graph.node('Squeeze', `${at}/tokens`, [joinedRows, rows.axis]);
}
