import type { Architecture } from '../checkpoint/architecture.js';
import type { ModelConfig } from '../checkpoint/config.js';
import type { Encoded } from './encoder.js';
import { writeActivated, writeLinear } from './layers.js';
import { inputs, outputs } from './signature.js';
import { type GraphWriter, type Value } from './writer.js';

/** A linear layer on every token's state → label logits [T, L]. */
export function writeTokenClassifier(
  graph: GraphWriter,
  { hiddenSize }: ModelConfig,
  labels: number,
  { states }: Encoded,
): void {
  writeLabels(graph, 'classifier', states, [labels, hiddenSize]);
  graph.output(outputs.labels, 'float32', ['T', labels]);
}

/** The layer between a row's first token and the classifier, and its activation. */
const denseLayers: Readonly<
  Record<
    Architecture,
    {
      readonly dense: string;
      readonly activation: 'tanh' | 'relu' | 'gelu';
      readonly classifier: string;
    }
  >
> = {
  roberta: { dense: 'classifier.dense', activation: 'tanh', classifier: 'classifier.out_proj' },
  bert: { dense: 'pooler.dense', activation: 'tanh', classifier: 'classifier' },
  distilbert: { dense: 'pre_classifier', activation: 'relu', classifier: 'classifier' },
  electra: { dense: 'classifier.dense', activation: 'gelu', classifier: 'classifier.out_proj' },
};

/** Dense, activation, linear on each row's first token → label logits [B, L]. */
export function writeSequenceClassifier(
  graph: GraphWriter,
  { architecture, hiddenSize }: ModelConfig,
  labels: number,
  { states }: Encoded,
): void {
  const { dense, activation, classifier } = denseLayers[architecture];
  const starts = graph.input(inputs.starts, 'int32', ['B']);
  const first = graph.node('Gather', 'head/first', [states, starts]);
  const linear = writeLinear(graph, 'head/dense', dense, first, [hiddenSize, hiddenSize]);
  const activated = writeActivated(graph, 'head', activation, linear);
  writeLabels(graph, classifier, activated, [labels, hiddenSize]);
  graph.output(outputs.labels, 'float32', ['B', labels]);
}

function writeLabels(
  graph: GraphWriter,
  tensor: string,
  input: Value,
  shape: readonly [number, number],
): void {
  const { product, bias } = writeLinear(graph, 'head/labels', tensor, input, shape);
  graph.node('Add', outputs.labels, [graph.toFloat32(product), graph.toFloat32(bias)]);
}
