import type { ModelConfig } from '../checkpoint/config.js';
import { writeEncoder } from './encoder.js';
import { writeMaskedLm } from './masked-lm.js';
import { inputs, outputs } from './signature.js';
import { GraphWriter, type Value, type WrittenGraph } from './writer.js';

/** Changes whenever the same checkpoint would be written differently: it is part of a package's key. */
export const CONVERTER_VERSION = 1;

/** Writes the graph that serves a checkpoint: its encoder, its head, and pooling. */
export function writeServingGraph(config: ModelConfig): WrittenGraph {
  const graph = new GraphWriter();
  const { states, wordEmbeddings } = writeEncoder(graph, config);
  writeMaskedLm(graph, config, states, wordEmbeddings);
  writePooling(graph, config, states);
  return graph.finish(`${config.architecture}-${config.head}`, `mascarilla-${CONVERTER_VERSION}`);
}

/** A weight for each token: 1/n over a row is its mean, 1 at its first token is its cls vector. */
function writePooling(graph: GraphWriter, config: ModelConfig, states: Value): void {
  const pooling = graph.input(inputs.pooling, 'float32', ['P', 'T']);
  graph.node('MatMul', outputs.pooled, [pooling, states]);
  graph.output(outputs.pooled, 'float32', ['P', config.hiddenSize]);
}
