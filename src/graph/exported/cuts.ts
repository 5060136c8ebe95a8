import type { NodeProto } from '../onnx/onnx_pb.js';
import type { ExportedModel } from './model.js';

/** A part of a graph between two values through which all must pass. */
export interface Region {
  /** The value that everything in the region is computed from; null at the inputs. */
  readonly from: string | null;
  /** The value that everything after the region is computed from. */
  readonly to: string;
  /** Nodes that compute with the input, in order; not those that only make constants. */
  readonly nodes: readonly NodeProto[];
}

/** The nodes that an output needs, in their order. */
export function nodesFor(nodes: readonly NodeProto[], outputs: readonly string[]): NodeProto[] {
  const wanted = new Set(outputs);
  const found: NodeProto[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.output.some((name) => name !== '' && wanted.has(name))) continue;
    for (const name of node.input) wanted.add(name);
    found.push(node);
  }
  return found.reverse();
}

/**
 * Cuts the graph of an output into regions, first to last: after the nodes of each, one value alone
 * is still to be used of all that depend on the inputs. So whatever comes later is a function of
 * that value, however the exporter has named it.
 */
export function cutIntoRegions({ inputs, nodes }: ExportedModel, output: string): Region[] {
  const needed = nodesFor(nodes, [output]);
  const lastUse = new Map<string, number>([[output, needed.length]]);
  for (const [index, { input }] of needed.entries()) {
    for (const name of input) if (name !== output) lastUse.set(name, index);
  }
  const live = new Set(inputs.map(({ name }) => name).filter((name) => lastUse.has(name)));
  const depending = new Set(live);
  const regions: Region[] = [];
  let from: string | null = null;
  let region: NodeProto[] = [];
  for (const [index, node] of needed.entries()) {
    if (!node.input.some((name) => depending.has(name))) continue;
    region.push(node);
    for (const name of node.output) {
      depending.add(name);
      if ((lastUse.get(name) ?? -1) > index) live.add(name);
    }
    for (const name of node.input) if ((lastUse.get(name) ?? -1) <= index) live.delete(name);
    const [to] = live;
    if (live.size !== 1 || to === undefined || to === from) continue;
    regions.push({ from, to, nodes: region });
    from = to;
    region = [];
  }
  return regions;
}
