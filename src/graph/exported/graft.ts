import { clone, create } from '@bufbuild/protobuf';

import { NodeProtoSchema, TensorProtoSchema, type NodeProto } from '../onnx/onnx_pb.js';
import type { GraphWriter, Value } from '../writer.js';
import type { ExportedModel } from './model.js';
import { readValues } from './tensors.js';

/** A weight of an export, and where its bytes have to lie in the file of weights. */
export interface PlacedWeight {
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
  readonly pieces: () => AsyncIterable<Uint8Array>;
}

/** Takes an export's nodes and tensors over into a graph, under names that clash with none of ours. */
export class Graft {
  readonly #graph: GraphWriter;
  readonly #model: ExportedModel;
  /** Values of ours that stand for values of the export. */
  readonly #replaced: Map<string, Value>;
  readonly #weights: PlacedWeight[] = [];

  constructor(graph: GraphWriter, model: ExportedModel, fed: ReadonlyMap<string, Value>) {
    this.#graph = graph;
    this.#model = model;
    this.#replaced = new Map(fed);
  }

  get weights(): readonly PlacedWeight[] {
    return this.#weights;
  }

  /** Names a value of ours that nodes use from now on in the place of one of the export's. */
  replace(name: string, value: Value): void {
    this.#replaced.set(name, value);
  }

  value(name: string): Value {
    return this.#replaced.get(name) ?? this.#graph.adopted(prefixed(name));
  }

  /** The tensors that nodes use; large ones go into the file of weights. */
  tensors(nodes: readonly NodeProto[]): void {
    const used = new Set(nodes.flatMap(({ input }) => input));
    for (const { name, type, shape, values } of this.#model.tensors.values()) {
      if (!used.has(name)) continue;
      if (values.kind === 'inline') {
        const tensor = { ...values.proto, name: prefixed(name), externalData: [] };
        this.#graph.adoptTensor(create(TensorProtoSchema, tensor));
        continue;
      }
      const { length } = values;
      const { offset } = this.#graph.stored(prefixed(name), type, shape, length);
      this.#weights.push({ offset, length, pieces: () => readValues(values) });
    }
  }

  nodes(nodes: readonly NodeProto[]): void {
    for (const node of nodes) {
      const copy = clone(NodeProtoSchema, node);
      copy.name = node.name === '' ? '' : prefixed(node.name);
      copy.input = node.input.map((name) => (name === '' ? '' : this.value(name)));
      copy.output = node.output.map((name) => (name === '' ? '' : prefixed(name)));
      this.#graph.adoptNode(copy);
    }
  }
}

const prefixed = (name: string): string => `export/${name}`;
