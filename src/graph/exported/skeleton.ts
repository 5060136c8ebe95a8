/**
 * An ONNX file without its weights: the messages that describe the graph, and where in the file
 * each large tensor lies. Memory is bounded whatever the file's size.
 *
 * Format: onnx/onnx, `onnx/onnx.proto`; the numbers of fields are from there.
 */
import { fromBinary, type DescMessage, type MessageShape } from '@bufbuild/protobuf';

import type { OpenFile } from '../../checkpoint/files.js';
import { printable } from '../../checkpoint/json.js';
import { fail, messageOf } from '../../errors.js';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataLocation,
  TensorProtoSchema,
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
} from '../onnx/onnx_pb.js';
import { FieldReader, type Range } from './fields.js';

/** Large graphs of 48 layers have two megabytes; values read from them take some ten times as much. */
const MOST_BYTES = 8_000_000;

/** From here on values stay in the file. */
const LARGE_BYTES = 1024;

export interface SkeletonTensor {
  readonly proto: TensorProto;
  /** Where its raw values lie in the file; null where they are in `proto`, or in another file. */
  readonly raw: Range | null;
}

export interface Skeleton {
  /** Without its graph. */
  readonly model: ModelProto;
  /** Without its nodes and initializers, and without what only describes. */
  readonly graph: GraphProto;
  readonly nodes: readonly NodeProto[];
  readonly initializers: readonly SkeletonTensor[];
}

const inMessage = TensorProto_DataLocation.DEFAULT;

const modelFields = { graph: 7, descriptions: new Set([6, 14]) };
const graphFields = { node: 1, initializer: 5, descriptions: new Set([10, 13, 14, 16]) };
const nodeFields = { attribute: 5, descriptions: new Set([6, 9, 10]) };
/** What tensors of an encoder have none of: subgraphs, sparse tensors, types, and lists of them. */
const refusedAttributeFields = new Set([6, 9, 10, 11, 14, 15, 22, 23]);
const tensorFields = { raw: 9, descriptions: new Set([12, 16]) };

/**
 * Reads the skeleton of an ONNX file.
 *
 * Errors: EXPORT_INVALID, EXPORT_TOO_LARGE, EXPORT_UNSUPPORTED for control flow.
 */
export async function readSkeleton(file: OpenFile): Promise<Skeleton> {
  return new SkeletonReader(file).read();
}

class SkeletonReader {
  readonly #file: OpenFile;
  readonly #reader: FieldReader;
  readonly #nodes: NodeProto[] = [];
  readonly #initializers: SkeletonTensor[] = [];
  #bytes = 0;

  constructor(file: OpenFile) {
    this.#file = file;
    this.#reader = new FieldReader(file);
  }

  async read(): Promise<Skeleton> {
    const parts: Uint8Array[] = [];
    let graph: Range | null = null;
    for await (const { number, whole, content } of this.#reader.fields({
      from: 0,
      to: this.#file.size,
    })) {
      if (modelFields.descriptions.has(number)) continue;
      if (number !== modelFields.graph) parts.push(await this.#copy(whole));
      else if (graph === null && content !== null) graph = content;
      else throw this.#invalid('it has two graphs');
    }
    const model = this.#parse(ModelProtoSchema, parts);
    if (graph === null) throw this.#invalid('it has no graph');
    return {
      model,
      graph: await this.#readGraph(graph),
      nodes: this.#nodes,
      initializers: this.#initializers,
    };
  }

  async #readGraph(range: Range): Promise<GraphProto> {
    const parts: Uint8Array[] = [];
    for await (const { number, whole, content } of this.#reader.fields(range)) {
      if (graphFields.descriptions.has(number)) continue;
      if (number === graphFields.node && content !== null) await this.#readNode(content);
      else if (number === graphFields.initializer && content !== null) {
        await this.#readInitializer(content);
      } else parts.push(await this.#copy(whole));
    }
    return this.#parse(GraphProtoSchema, parts);
  }

  async #readNode(range: Range): Promise<void> {
    const parts: Uint8Array[] = [];
    const attributes: Range[] = [];
    for await (const { number, whole, content } of this.#reader.fields(range)) {
      if (nodeFields.descriptions.has(number)) continue;
      if (number === nodeFields.attribute && content !== null) attributes.push(content);
      parts.push(await this.#copy(whole));
    }
    const node = this.#parse(NodeProtoSchema, parts);
    // Their values would be looked for wherever their message says.
    const isElsewhere = ({ t }: AttributeProto) =>
      t !== undefined && (t.externalData.length > 0 || t.dataLocation !== inMessage);
    if (node.attribute.some(isElsewhere)) throw this.#refuseAttribute(node);
    for (const attribute of attributes) {
      for await (const { number } of this.#reader.fields(attribute)) {
        if (refusedAttributeFields.has(number)) throw this.#refuseAttribute(node);
      }
    }
    this.#nodes.push(node);
  }

  #refuseAttribute({ opType, name }: NodeProto) {
    const node = `the node ${printable(name)} (${printable(opType)})`;
    const what = 'a graph, a list of tensors, or a tensor in another file';
    const detail = `${node} has an attribute that no encoder needs: ${what}`;
    return fail('EXPORT_UNSUPPORTED', { file: this.#file.path, detail });
  }

  async #readInitializer(range: Range): Promise<void> {
    const parts: Uint8Array[] = [];
    let raw: Range | null = null;
    for await (const { number, whole, content } of this.#reader.fields(range)) {
      if (tensorFields.descriptions.has(number)) continue;
      const isRaw = number === tensorFields.raw && content !== null;
      if (isRaw && content.to - content.from >= LARGE_BYTES) {
        if (raw !== null) throw this.#invalid('a tensor has its values twice');
        raw = content;
      } else parts.push(await this.#copy(whole));
    }
    this.#initializers.push({ proto: this.#parse(TensorProtoSchema, parts), raw });
  }

  async #copy(range: Range): Promise<Uint8Array> {
    this.#bytes += range.to - range.from;
    if (this.#bytes <= MOST_BYTES) return this.#reader.read(range);
    const detail = `apart from raw values of its weights it has more than ${MOST_BYTES} bytes`;
    throw fail('EXPORT_TOO_LARGE', { file: this.#file.path, detail });
  }

  #parse<Desc extends DescMessage>(schema: Desc, parts: readonly Uint8Array[]): MessageShape<Desc> {
    try {
      return fromBinary(schema, Buffer.concat(parts), { readUnknownFields: false });
    } catch (error) {
      throw this.#invalid(`its ${schema.name} cannot be read (${messageOf(error)})`);
    }
  }

  #invalid(detail: string) {
    return fail('EXPORT_INVALID', { file: this.#file.path, detail });
  }
}
