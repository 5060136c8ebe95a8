import { create, toBinary } from '@bufbuild/protobuf';
import { parseModelConfig, type ModelConfig } from '../../../src/checkpoint/config.js';
import type { Head } from '../../../src/checkpoint/head.js';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type ModelProto,
  type TensorProto,
} from '../../../src/graph/onnx/onnx_pb.js';

/** config.json of the toy. */
export const toyConfig = {
  architectures: ['RobertaForMaskedLM'],
  model_type: 'roberta',
  vocab_size: 20,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 16,
  max_position_embeddings: 40,
  type_vocab_size: 1,
  layer_norm_eps: 1e-5,
};

/** The configuration as a checkpoint gives it, of this class or of none. */
export const withClass =
  (name: string | null, labels = 2) =>
  (kind: Head['kind']): ModelConfig => {
    const id2label = Object.fromEntries(Array.from({ length: labels }, (_, id) => [id, `L${id}`]));
    const architectures = name === null ? [] : [name];
    const json = { ...toyConfig, architectures, id2label };
    return parseModelConfig(json, { file: 'config.json', tensors: kind });
  };

const { FLOAT, INT32, INT64 } = TensorProto_DataType;

export const port = (name: string, type: number, shape: readonly (number | string)[]) =>
  create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: type,
          shape: {
            dim: shape.map((size) => ({
              value:
                typeof size === 'number'
                  ? ({ case: 'dimValue', value: BigInt(size) } as const)
                  : ({ case: 'dimParam', value: size } as const),
            })),
          },
        },
      },
    },
  });

export const block = (name: string, type: number = INT64) =>
  port(name, type, ['batch', 'sequence']);

export const node = (
  opType: string,
  input: string[],
  output: string[],
  attributes: Readonly<Record<string, bigint>> = {},
) =>
  create(NodeProtoSchema, {
    opType,
    input,
    output,
    attribute: Object.entries(attributes).map(([name, i]) =>
      create(AttributeProtoSchema, { name, i, type: AttributeProto_AttributeType.INT }),
    ),
  });

/** A tensor with raw values. */
export function tensor(
  name: string,
  dims: readonly number[],
  value: (index: number) => number,
): TensorProto {
  const length = dims.reduce((product, size) => product * size, 1);
  const values = Float32Array.from({ length }, (_, index) => value(index));
  const rawData = new Uint8Array(values.buffer);
  return create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: FLOAT, rawData });
}

/** The same tensor, with its values in another file. */
export function external(
  { name, dims, dataType }: TensorProto,
  entries: Readonly<Record<string, string>>,
): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims,
    dataType,
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
  });
}

/** Value of word `id` in dimension `at`, and of a place. */
export const word = (id: number, at: number): number => id / 4 + at / 64;
export const place = (position: number, at: number): number => position / 8 - at / 16;

/**
 * A model that adds words and places up, and has no layers: what it gives can be computed by hand.
 * Its weights of words have more than 1 KB, so that they do not lie in the graph.
 */
export function toy(change: (model: ModelProto) => void = () => undefined): Uint8Array {
  const words = tensor('words', [20, 8], (index) => word(Math.floor(index / 8), index % 8));
  const places = tensor('places', [40, 8], (index) => place(Math.floor(index / 8), index % 8));
  const decoder = tensor('decoder', [8, 20], (index) => (index % 20) / 100);
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [{ domain: '', version: 14n }],
    graph: {
      name: 'toy',
      input: [block('input_ids'), block('attention_mask'), block('position_ids', INT32)],
      output: [port('logits', FLOAT, ['batch', 'sequence', 20])],
      initializer: [words, places, decoder],
      node: [
        node('Gather', ['words', 'input_ids'], ['tokens']),
        node('Gather', ['places', 'position_ids'], ['positions']),
        node('Add', ['tokens', 'positions'], ['states']),
        node('MatMul', ['states', 'decoder'], ['logits']),
      ],
    },
  });
  change(model);
  return toBinary(ModelProtoSchema, model);
}
