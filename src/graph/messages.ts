/** The parts of an ONNX model as protobuf messages. */
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import type { TensorShapeProto_DimensionSchema } from './onnx/onnx_pb.js';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './onnx/onnx_pb.js';
import type { WeightType } from './weights.js';

/** A dimension: a number, or a name for one that is known only at run time. */
export type Dimension = number | string;

export type ElementType = WeightType | 'int32' | 'int64' | 'uint8' | 'bool';

export const MICROSOFT = 'com.microsoft';

/** Versions of the format and of the operators that a graph is written in. */
export interface Versions {
  readonly ir: bigint;
  /** By domain; the standard operators have the empty one. */
  readonly opsets: ReadonlyMap<string, bigint>;
}

export const ownVersions: Versions = {
  ir: 8n,
  opsets: new Map([
    ['', 18n],
    [MICROSOFT, 1n],
  ]),
};

/** What a graph gives, or takes. */
export interface Described {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly Dimension[];
}

export type Attribute =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly tensor: TensorProto }
  | { readonly graph: GraphProto };

export const dataTypes: Record<ElementType, TensorProto_DataType> = {
  float32: TensorProto_DataType.FLOAT,
  float16: TensorProto_DataType.FLOAT16,
  int8: TensorProto_DataType.INT8,
  uint8: TensorProto_DataType.UINT8,
  int32: TensorProto_DataType.INT32,
  int64: TensorProto_DataType.INT64,
  bool: TensorProto_DataType.BOOL,
};

export function describe({ name, type, shape }: Described): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: dataTypes[type],
          shape: {
            dim: shape.map(dimensionOf),
          },
        },
      },
    },
  });
}

/** A sequence of tensors of one type, of any shapes. */
const describeSequence = (name: string, type: ElementType): ValueInfoProto =>
  create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'sequenceType',
        value: {
          elemType: { value: { case: 'tensorType', value: { elemType: dataTypes[type] } } },
        },
      },
    },
  });

const dimensionOf = (
  dimension: Dimension,
): MessageInitShape<typeof TensorShapeProto_DimensionSchema> =>
  typeof dimension === 'number'
    ? { value: { case: 'dimValue', value: BigInt(dimension) } }
    : { value: { case: 'dimParam', value: dimension } };

export function attribute(name: string, value: Attribute): AttributeProto {
  const Type = AttributeProto_AttributeType;
  if (typeof value === 'number') {
    return create(AttributeProtoSchema, { name, type: Type.INT, i: BigInt(value) });
  }
  if (typeof value === 'string') {
    const s = new TextEncoder().encode(value);
    return create(AttributeProtoSchema, { name, type: Type.STRING, s });
  }
  if ('float' in value) {
    return create(AttributeProtoSchema, { name, type: Type.FLOAT, f: value.float });
  }
  if ('tensor' in value) {
    return create(AttributeProtoSchema, { name, type: Type.TENSOR, t: value.tensor });
  }
  if ('graph' in value) {
    return create(AttributeProtoSchema, { name, type: Type.GRAPH, g: value.graph });
  }
  return create(AttributeProtoSchema, { name, type: Type.INTS, ints: value.map(BigInt) });
}

/** A graph that gives empty tensors, for the branch of a condition that computes nothing. */
export function emptyBranch(name: string, outputs: readonly Described[]): GraphProto {
  const constants = outputs.map(({ type, shape }, index) => {
    const tensor = create(TensorProtoSchema, {
      dims: shape.map(() => 0n),
      dataType: dataTypes[type],
    });
    return create(NodeProtoSchema, {
      opType: 'Constant',
      output: [`${name}/${index}`],
      attribute: [attribute('value', { tensor })],
    });
  });
  return create(GraphProtoSchema, {
    name,
    node: constants,
    output: outputs.map((output, index) =>
      describe({ ...output, name: `${name}/${index}`, shape: output.shape.map(() => 0) }),
    ),
  });
}

/** The body of a loop that goes on as it was told, and makes a sequence. */
export const loopBody = (
  name: string,
  node: NodeProto[],
  names: Readonly<Record<'turn' | 'going' | 'before' | 'goesOn' | 'after', string>>,
  type: ElementType,
): GraphProto =>
  create(GraphProtoSchema, {
    name,
    node,
    input: [
      describe({ name: names.turn, type: 'int64', shape: [] }),
      describe({ name: names.going, type: 'bool', shape: [] }),
      describeSequence(names.before, type),
    ],
    output: [
      describe({ name: names.goesOn, type: 'bool', shape: [] }),
      describeSequence(names.after, type),
    ],
  });
