import type { ModelConfig } from '../../checkpoint/config.js';
import type { Head } from '../../checkpoint/head.js';
import type { NodeProto } from '../onnx/onnx_pb.js';
import { CONVERTER_VERSION, writeVectors } from '../serving.js';
import { inputs } from '../signature.js';
import { GraphWriter } from '../writer.js';
import { writeAdapter } from './adapter.js';
import { nodesFor } from './cuts.js';
import { Graft, type PlacedWeight } from './graft.js';
import { asFloat, flatten, writeHead, writeMaskedStates } from './head.js';
import type { ExportedModel } from './model.js';
import { findOutputs, readHead } from './outputs.js';

/** A serving graph around an export. */
export interface ServedExport {
  /** With the head that the export has. */
  readonly config: ModelConfig;
  /** Whether the last hidden states are there to be pooled. */
  readonly embeds: boolean;
  readonly model: Uint8Array;
  readonly weights: readonly PlacedWeight[];
}

/**
 * Writes the graph that serves an export: nodes that make its inputs, its own nodes as they are,
 * and what a serving graph does with states and logits. A masked-LM head runs on the tokens that
 * are asked about alone, where the graph shows that it works token by token.
 *
 * @param withHead the configuration, with this head where config.json names no class
 *
 * Errors: EXPORT_UNSUPPORTED, and those of `withHead`.
 */
export function writeExportedGraph(
  model: ExportedModel,
  withHead: (kind: Head['kind']) => ModelConfig,
): ServedExport {
  const config = readHead(model, withHead);
  const found = findOutputs(model, config);
  const graph = new GraphWriter({
    versions: {
      // Since version 4, weights need not be inputs.
      ir: BigInt(Math.max(model.irVersion, 8)),
      opsets: new Map([['', BigInt(model.opset)], ...model.domains]),
    },
  });
  const graft = new Graft(graph, model, writeAdapter(graph, model, config));
  const slots = graph.input(inputs.slots, 'int32', ['T']);
  const isSplit = found.inside?.isTokenwise === true && config.head.kind === 'masked-lm';
  const after = isSplit ? found.inside.after : new Set<string>();
  const wanted = [found.states, found.logits].filter((name) => name !== null);
  const nodes = nodesFor(model.nodes, wanted);
  const isAfter = ({ output }: NodeProto) => output.some((name) => after.has(name));
  graft.tensors(nodes);
  graft.nodes(nodes.filter((node) => !isAfter(node)));
  if (found.states !== null) {
    const states = flatten(graph, 'states', graft.value(found.states), config.hiddenSize);
    const tokens = graph.node('Gather', 'states/tokens', [states, slots]);
    writeVectors(graph, config, { states: asFloat(graph, 'states/float', tokens) });
    if (isSplit) {
      graft.replace(found.states, writeMaskedStates(graph, states, slots));
      graft.nodes(nodes.filter(isAfter));
    }
  }
  if (found.logits !== null) {
    writeHead(graph, config, { logits: graft.value(found.logits), slots, isSplit });
  }
  const written = graph.finish(`exported-${config.head.kind}`, `mascarilla-${CONVERTER_VERSION}`);
  return { config, embeds: found.states !== null, model: written.model, weights: graft.weights };
}
