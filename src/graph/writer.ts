import { create, toBinary } from '@bufbuild/protobuf';
import { half } from './half.js';
import {
  attribute,
  dataTypes,
  describe,
  emptyBranch,
  loopBody,
  MICROSOFT,
  ownVersions,
} from './messages.js';
import type { Attribute, Described, Dimension, ElementType, Versions } from './messages.js';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './onnx/onnx_pb.js';
import { WEIGHTS_FILE } from './signature.js';
import type { Recipe, WeightType } from './weights.js';

/** Name of a value that flows between nodes. Branded, so that no other string is wired by mistake. */
export type Value = string & { readonly __value: unique symbol };

/** The type in which a graph's weights and states are. */
export type FloatType = 'float32' | 'float16';

/** Weights of the graph, in the order in which they lie in the file of external data. */
export type Weight = Recipe & {
  readonly name: string;
  readonly shape: readonly number[];
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
};

const byteSizes: Record<WeightType, number> = { float32: 4, float16: 2, int8: 1 };

/** A graph ready to be stored: the small ONNX model, and what goes into its file of weights. */
export interface WrittenGraph {
  readonly model: Uint8Array;
  readonly weights: readonly Weight[];
}

/** ONNX Runtime maps external data into memory only where it starts at a page (64 KiB on Windows). */
const ALIGNMENT = 65536;

export { MICROSOFT };

/**
 * Collects nodes and weights into an ONNX model. Emission order is the order of the calls, so the
 * same calls give the same bytes.
 */
export class GraphWriter {
  readonly #float: FloatType;
  readonly #versions: Versions;
  /** Bytes of external data so far. */
  #end = 0;
  #nodes: NodeProto[] = [];
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  readonly #initializers: TensorProto[] = [];
  readonly #weights: Weight[] = [];
  readonly #names = new Set<string>();

  constructor({
    float = 'float32',
    versions = ownVersions,
  }: { readonly float?: FloatType; readonly versions?: Versions } = {}) {
    this.#float = float;
    this.#versions = versions;
  }

  /** Version of the standard operators. */
  get opset(): bigint {
    return this.#versions.opsets.get('') ?? 0n;
  }

  input(name: string, type: ElementType, shape: readonly Dimension[]): Value {
    this.#inputs.push(describe({ name, type, shape }));
    return this.#declare(name);
  }

  output(name: string, type: ElementType, shape: readonly Dimension[]): void {
    if (!this.#names.has(name)) throw new TypeError(`no node gives the output ${name}`);
    this.#outputs.push(describe({ name, type, shape }));
  }

  /**
   * A weight in the file of external data, floats in the graph's own type. Large weights start at a
   * page of their own.
   */
  weight(name: string, shape: readonly number[], recipe: Recipe): Value {
    const made = recipe.type === 'float32' && this.#float === 'float16' ? half(recipe) : recipe;
    const count = shape.reduce((product, dimension) => product * dimension, 1);
    const length = count * byteSizes[made.type];
    const { value, offset } = this.stored(name, dataTypes[made.type], shape, length);
    this.#weights.push({ name, shape, offset, length, ...made });
    return value;
  }

  /**
   * The same weight once more: of the one that is only gathered from, memory holds no more than was
   * asked for, while the other is packed for products.
   */
  again(name: string, weight: Value): Value {
    const stored = this.#initializers.find((tensor) => tensor.name === weight);
    if (stored === undefined) throw new TypeError(`${weight} is no weight`);
    this.#initializers.push({ ...stored, name });
    return this.#declare(name);
  }

  /** A tensor of any type in the file of external data; tells where its bytes have to lie. */
  stored(name: string, type: number, shape: readonly number[], length: number) {
    const alignment = length >= ALIGNMENT ? ALIGNMENT : 64;
    const offset = Math.ceil(this.#end / alignment) * alignment;
    this.#end = offset + length;
    const external = { location: WEIGHTS_FILE, offset: String(offset), length: String(length) };
    this.#initializers.push(
      create(TensorProtoSchema, {
        name,
        dims: shape.map(BigInt),
        dataType: type,
        dataLocation: TensorProto_DataLocation.EXTERNAL,
        externalData: Object.entries(external).map(([key, value]) => ({ key, value })),
      }),
    );
    return { value: this.#declare(name), offset };
  }

  /** A tensor of another graph, kept in the model itself. */
  adoptTensor(tensor: TensorProto): void {
    this.#initializers.push(tensor);
    this.#declare(tensor.name);
  }

  /** A node of another graph, with names that fit into this one. */
  adoptNode(node: NodeProto): void {
    this.#nodes.push(node);
    for (const name of node.output) if (name !== '') this.#declare(name);
  }

  /** A value of a node or tensor that was adopted. */
  adopted(name: string): Value {
    if (!this.#names.has(name)) throw new TypeError(`nothing gives the value ${name}`);
    // It was declared.
    return name as Value;
  }

  /** A small constant of 64-bit integers, kept in the model itself: shapes and axes. */
  integers(name: string, values: readonly number[]): Value {
    this.#initializers.push(
      create(TensorProtoSchema, {
        name,
        dims: [BigInt(values.length)],
        dataType: TensorProto_DataType.INT64,
        int64Data: values.map(BigInt),
      }),
    );
    return this.#declare(name);
  }

  /** A single number, without dimensions. */
  scalar(name: string, type: 'int64' | 'uint8' | 'float32', value: number): Value {
    const data =
      type === 'int64'
        ? { int64Data: [BigInt(value)] }
        : type === 'uint8'
          ? { int32Data: [value] }
          : { floatData: [value] };
    const dataType = dataTypes[type];
    this.#initializers.push(create(TensorProtoSchema, { name, dataType, ...data }));
    return this.#declare(name);
  }

  /** 16-bit floats as 32-bit ones. */
  widen(halves: Value): Value {
    return this.node('Cast', `${halves}/float32`, [halves], { to: TensorProto_DataType.FLOAT });
  }

  /** What is in the graph's own type as 32-bit floats. */
  toFloat32(value: Value): Value {
    return this.#float === 'float32' ? value : this.widen(value);
  }

  /** A node with one output, named after it. An input of null is an optional one left out. */
  node(
    operator: string,
    output: string,
    inputs: readonly (Value | null)[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = '',
  ): Value {
    const [value] = this.nodes(operator, [output], inputs, attributes, domain);
    if (value === undefined) throw new TypeError(`${operator} has no output`);
    return value;
  }

  /** A node with several outputs. */
  nodes(
    operator: string,
    outputs: readonly string[],
    inputs: readonly (Value | null)[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = '',
  ): Value[] {
    this.#nodes.push(
      create(NodeProtoSchema, {
        opType: operator,
        name: outputs[0] ?? operator,
        domain,
        input: inputs.map((input) => input ?? ''),
        output: [...outputs],
        attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
      }),
    );
    return outputs.map((name) => this.#declare(name));
  }

  /**
   * Nodes that run only where a condition holds; elsewhere their outputs are empty.
   *
   * @param condition bool, without dimensions
   * @param write gives the values of the outputs, under names of their own
   */
  when(condition: Value, outputs: readonly Described[], write: () => readonly Value[]): void {
    const { node, values } = this.#inside(write);
    const output = outputs.map((one, index) => describe({ ...one, name: values[index] ?? '' }));
    const then = create(GraphProtoSchema, { name: `${condition}/then`, node, output });
    const names = outputs.map(({ name }) => name);
    this.nodes('If', names, [condition], {
      then_branch: { graph: then },
      else_branch: { graph: emptyBranch(`${condition}/else`, outputs) },
    });
  }

  /**
   * Nodes that run `count` times, each time with the number of the turn, from 0 (int64, without
   * dimensions); what they give makes a sequence. Their values are in the graph's own type.
   *
   * @param count int64 [1]
   */
  collect(at: string, count: Value, write: (turn: Value) => Value): Value {
    const type = this.#float;
    const turn = this.#declare(`${at}/turn`);
    const going = this.#declare(`${at}/going`);
    const before = this.#declare(`${at}/before`);
    const { node, values } = this.#inside(() => [
      this.node('SequenceInsert', `${at}/after`, [before, write(turn)]),
      this.node('Identity', `${at}/goes_on`, [going]),
    ]);
    const [after = '', goesOn = ''] = values;
    const body = loopBody(`${at}/body`, node, { turn, going, before, goesOn, after }, type);
    const none = this.node('SequenceEmpty', `${at}/none`, [], { dtype: dataTypes[type] });
    return this.node('Loop', at, [count, null, none], { body: { graph: body } });
  }

  /** The nodes of a subgraph, which sees all values written so far. */
  #inside(write: () => readonly Value[]) {
    const before = this.#nodes;
    this.#nodes = [];
    const values = write();
    const node = this.#nodes;
    this.#nodes = before;
    return { node, values };
  }

  finish(name: string, producer: string): WrittenGraph {
    const model = create(ModelProtoSchema, {
      irVersion: this.#versions.ir,
      producerName: producer,
      opsetImport: Array.from(this.#versions.opsets, ([domain, version]) => ({ domain, version })),
      graph: {
        name,
        node: this.#nodes,
        input: this.#inputs,
        output: this.#outputs,
        initializer: this.#initializers,
      },
    });
    return { model: toBinary(ModelProtoSchema, model), weights: this.#weights };
  }

  #declare(name: string): Value {
    if (this.#names.has(name)) throw new TypeError(`the value ${name} is given twice`);
    this.#names.add(name);
    // Here a name becomes a value.
    return name as Value;
  }
}
