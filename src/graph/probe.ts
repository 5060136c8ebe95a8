import { GraphWriter } from './writer.js';

export const probeInputs = { bytes: 'bytes', weights: 'weights' } as const;
export const PROBE_OUTPUT = 'sums';

/**
 * One product of 8-bit integers, uint8 [M, K] × int8 [K, N] → int32 [M, N], to see how a processor
 * sums them.
 */
export function writeProbe(): Uint8Array {
  const graph = new GraphWriter();
  const bytes = graph.input(probeInputs.bytes, 'uint8', ['M', 'K']);
  const weights = graph.input(probeInputs.weights, 'int8', ['K', 'N']);
  graph.node('MatMulInteger', PROBE_OUTPUT, [bytes, weights]);
  graph.output(PROBE_OUTPUT, 'int32', ['M', 'N']);
  return graph.finish('probe', 'mascarilla').model;
}
