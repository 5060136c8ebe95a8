import { fromBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  ModelProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from '../../src/graph/onnx/onnx_pb.js';

/** An ONNX model as text, everything in its order, so that two models can be compared by eye. */
export function dump(model: Uint8Array): string {
  const { graph, producerName, irVersion, opsetImport } = fromBinary(ModelProtoSchema, model);
  if (graph === undefined) throw new TypeError('the model has no graph');
  const opsets = opsetImport.map(({ domain, version }) => `${domain || 'ai.onnx'} ${version}`);
  const isWeight = ({ dataLocation }: TensorProto) =>
    dataLocation === TensorProto_DataLocation.EXTERNAL;
  const sections = {
    inputs: graph.input.map(dumpValue),
    outputs: graph.output.map(dumpValue),
    constants: graph.initializer.filter((tensor) => !isWeight(tensor)).map(dumpConstant),
    weights: graph.initializer.filter(isWeight).map(dumpWeight),
    nodes: graph.node.map(dumpNode),
  };
  return [
    `${graph.name} by ${producerName}: IR ${irVersion}, ${opsets.join(', ')}`,
    ...Object.entries(sections).flatMap(([title, lines]) => [
      '',
      `${title} (${lines.length})`,
      ...lines.map((line) => `  ${line}`),
    ]),
    '',
  ].join('\n');
}

function dumpValue({ name, type }: ValueInfoProto): string {
  if (type?.value.case === 'sequenceType') return `${name}: sequence`;
  if (type?.value.case !== 'tensorType') throw new TypeError(`${name} is no tensor`);
  const { elemType, shape } = type.value.value;
  const dimensions = shape?.dim.map(({ value }) => String(value.value)) ?? [];
  return `${name}: ${dumpType(elemType)} [${dimensions.join(', ')}]`;
}

function dumpConstant(tensor: TensorProto): string {
  const { name, dataType, dims, int64Data, int32Data, floatData } = tensor;
  const values = [...int64Data, ...int32Data, ...floatData.map((value) => value.toPrecision(6))];
  return `${name}: ${dumpType(dataType)} [${dims.join(', ')}] = ${values.join(', ')}`;
}

function dumpWeight({ name, dataType, dims, externalData }: TensorProto): string {
  const { location, offset, length } = Object.fromEntries(
    externalData.map(({ key, value }) => [key, value]),
  );
  const place = `${location} ${offset} + ${length}`;
  return `${name}: ${dumpType(dataType)} [${dims.join(', ')}] at ${place}`;
}

function dumpNode(node: NodeProto): string {
  const operator = node.domain === '' ? node.opType : `${node.domain}.${node.opType}`;
  const inputs = node.input.map((name) => name || '-').join(', ');
  const attributes = node.attribute.map(dumpAttribute).join(', ');
  const call = `${node.output.join(', ')} = ${operator}(${inputs})`;
  return attributes === '' ? call : `${call} {${attributes}}`;
}

function dumpAttribute({ name, type, i, f, s, ints, t, g }: AttributeProto): string {
  const Type = AttributeProto_AttributeType;
  if (type === Type.INT) return `${name}: ${i}`;
  // Six digits: the nearest 32-bit float to 1e-5 is no round number.
  if (type === Type.FLOAT) return `${name}: float ${Number(f.toPrecision(6))}`;
  if (type === Type.STRING) return `${name}: "${new TextDecoder().decode(s)}"`;
  if (type === Type.INTS) return `${name}: [${ints.join(', ')}]`;
  if (type === Type.TENSOR && t !== undefined)
    return `${name}: ${dumpType(t.dataType)} [${t.dims.join(', ')}]`;
  if (type === Type.GRAPH && g !== undefined) return `${name}: ${dumpBranch(g)}`;
  throw new TypeError(`the attribute ${name} has a type that is never written`);
}

/** The nodes of a branch or of a loop's body, further to the right. */
function dumpBranch({ name, input, node, output }: GraphProto): string {
  const takes = input.length === 0 ? [] : [`takes ${input.map(dumpValue).join(', ')}`];
  const lines = [...takes, ...node.map(dumpNode), `gives ${output.map(dumpValue).join(', ')}`];
  return [name, ...lines.map((line) => `\n    ${line.replaceAll('\n', '\n  ')}`)].join('');
}

const dumpType = (type: number): string => TensorProto_DataType[type]?.toLowerCase() ?? 'unknown';
