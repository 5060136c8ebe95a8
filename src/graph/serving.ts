import type { ModelConfig } from '../checkpoint/config.js';
import { writeEncoder, type Encoded } from './encoder.js';
import { writeSequenceClassifier, writeTokenClassifier } from './label-heads.js';
import { writeMaskedLm } from './masked-lm-head.js';
import type { Precision } from './precision.js';
import { inputs, outputs } from './signature.js';
import { GraphWriter, type Value, type WrittenGraph } from './writer.js';

/** Changes whenever the same checkpoint would be written differently: it is part of a package's key. */
export const CONVERTER_VERSION = 11;

/** Writes the graph that serves a checkpoint: its encoder, pooling, and its head. */
export function writeServingGraph(config: ModelConfig, precision: Precision): WrittenGraph {
  const graph = new GraphWriter({ float: precision === 'fp16' ? 'float16' : 'float32' });
  const encoded = writeEncoder(graph, config, precision);
  writeVectors(graph, config, encoded);
  writeHead(graph, config, precision, encoded);
  const name = `${config.architecture}-${config.head.kind}`;
  return graph.finish(name, `mascarilla-${CONVERTER_VERSION}`);
}

/**
 * The states themselves, and vectors made of them: sums by a weight for each token (1/n over a row is
 * its mean, 1 at its first token is its cls vector), and maxima, which are no sums and have an input
 * of their own.
 */
export function writeVectors(
  graph: GraphWriter,
  config: ModelConfig,
  encoded: Pick<Encoded, 'states'>,
): void {
  const states = graph.toFloat32(encoded.states);
  graph.node('Identity', outputs.states, [states]);
  graph.output(outputs.states, 'float32', ['T', config.hiddenSize]);
  const pooling = graph.input(inputs.pooling, 'float32', ['P', 'T']);
  graph.node('MatMul', outputs.pooled, [pooling, states]);
  graph.output(outputs.pooled, 'float32', ['P', config.hiddenSize]);
  const tokens = graph.input(inputs.maxPooling, 'int32', ['X', 'Y']);
  const rows = graph.node('Gather', 'max_pooling/states', [states, tokens]);
  writeMaximum(graph, rows);
  graph.output(outputs.maxPooled, 'float32', ['X', config.hiddenSize]);
}

/** [X, Y, H] → [X, H]; until opset 18, axes were an attribute. */
function writeMaximum(graph: GraphWriter, rows: Value): void {
  if (graph.opset < REDUCE_AXES_ARE_INPUT) {
    graph.node('ReduceMax', outputs.maxPooled, [rows], { keepdims: 0, axes: [1] });
    return;
  }
  const axis = graph.integers('max_pooling/axis', [1]);
  graph.node('ReduceMax', outputs.maxPooled, [rows, axis], { keepdims: 0 });
}

const REDUCE_AXES_ARE_INPUT = 18n;

function writeHead(
  graph: GraphWriter,
  config: ModelConfig,
  precision: Precision,
  encoded: Encoded,
): void {
  const { head } = config;
  switch (head.kind) {
    case 'none':
      return;
    case 'masked-lm':
      writeMaskedLm(graph, config, { precision, tied: head.tied }, encoded);
      return;
    case 'token-classification':
      writeTokenClassifier(graph, config, head.labels.length, encoded);
      return;
    case 'sequence-classification':
      writeSequenceClassifier(graph, config, head.labels.length, encoded);
      return;
  }
}
