import type { ModelConfig } from '../../checkpoint/config.js';
import { writeAllScores } from '../masked-lm-head.js';
import { TensorProto_DataType } from '../onnx/onnx_pb.js';
import { inputs, outputs } from '../signature.js';
import type { GraphWriter, Value } from '../writer.js';

/** The states of the tokens that are asked about, as one row [1, M, H]. */
export function writeMaskedStates(graph: GraphWriter, states: Value, slots: Value): Value {
  const asked = writeAskedSlots(graph, slots);
  const masked = graph.node('Gather', 'head/masked', [states, asked]);
  const shape = graph.node('Shape', 'head/masked/shape', [masked]);
  const one = graph.integers('head/one', [1]);
  const row = graph.node('Concat', 'head/row_shape', [one, shape], { axis: 0 });
  return graph.node('Reshape', 'head/row', [masked, row]);
}

function writeAskedSlots(graph: GraphWriter, slots: Value): Value {
  const maskTokens = graph.input(inputs.maskTokens, 'int32', ['M']);
  return graph.node('Gather', 'head/slots', [slots, maskTokens]);
}

export function writeHead(
  graph: GraphWriter,
  { head, vocabularySize }: ModelConfig,
  given: { readonly logits: Value; readonly slots: Value; readonly isSplit: boolean },
): void {
  const { logits, slots, isSplit } = given;
  switch (head.kind) {
    case 'none':
      return;
    case 'masked-lm': {
      const flat = flatten(graph, 'head/logits', logits, vocabularySize);
      const asked = isSplit
        ? flat
        : graph.node('Gather', 'head/asked', [flat, writeAskedSlots(graph, slots)]);
      writeAllScores(graph, asFloat(graph, 'head/float', asked));
      return;
    }
    case 'token-classification': {
      const count = head.labels.length;
      const flat = flatten(graph, 'head/logits', logits, count);
      asFloat(graph, outputs.labels, graph.node('Gather', 'head/tokens', [flat, slots]));
      graph.output(outputs.labels, 'float32', ['T', count]);
      return;
    }
    case 'sequence-classification':
      asFloat(graph, outputs.labels, logits);
      graph.output(outputs.labels, 'float32', ['B', head.labels.length]);
      return;
  }
}

/** [B, S, size] → [B × S, size]. A last dimension of another size is refused when it is run. */
export function flatten(graph: GraphWriter, at: string, value: Value, size: number): Value {
  const kept = graph.integers(`${at}/checked_shape`, [0, 0, size]);
  const flat = graph.integers(`${at}/flat_shape`, [-1, size]);
  const checked = graph.node('Reshape', `${at}/checked`, [value, kept]);
  return graph.node('Reshape', `${at}/flat`, [checked, flat]);
}

/** Exports in float16 give that; ONNX Runtime drops a cast that changes nothing. */
export const asFloat = (graph: GraphWriter, name: string, value: Value): Value =>
  graph.node('Cast', name, [value], { to: TensorProto_DataType.FLOAT });
