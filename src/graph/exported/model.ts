import type { OpenFile } from '../../checkpoint/files.js';
import { printable } from '../../checkpoint/json.js';
import { fail } from '../../errors.js';
import {
  TensorProto_DataType,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type ValueInfoProto,
} from '../onnx/onnx_pb.js';
import { readSkeleton, type Skeleton } from './skeleton.js';
import { readTensor, type ExportedTensor, type TensorFiles } from './tensors.js';

/** An input or output of an export. */
export interface Port {
  readonly name: string;
  /** Number of its type, as in `TensorProto.DataType`. */
  readonly type: number;
  /** null for a dimension that is known only at run time; null where nothing is said at all. */
  readonly shape: readonly (number | null)[] | null;
}

/** An export, checked: every value is given once, before it is used. */
export interface ExportedModel {
  /** Path, for messages. */
  readonly file: string;
  readonly irVersion: number;
  /** Of the standard operators. */
  readonly opset: number;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly nodes: readonly NodeProto[];
  readonly tensors: ReadonlyMap<string, ExportedTensor>;
  /** Versions of the operators beside the standard ones, by domain. */
  readonly domains: ReadonlyMap<string, bigint>;
}

/** Before it, operators that the serving head and its inputs are made of behave otherwise. */
const LEAST_OPSET = 11;

/** Names of the standard operators' domain. */
const STANDARD = ['', 'ai.onnx'];

/** Operators that ONNX Runtime has; others would be code of somebody's own. */
const OTHER_DOMAINS = ['ai.onnx.ml', 'com.microsoft'];

/** Dimensions of an input or an output; all of ours have at most three. */
const MOST_DIMENSIONS = 8;

/**
 * Reads an export, without its large weights.
 *
 * Errors: EXPORT_INVALID, EXPORT_TOO_LARGE, EXPORT_UNSUPPORTED, EXPORT_TENSOR_INVALID.
 */
export async function readExport(files: TensorFiles): Promise<ExportedModel> {
  const { path: file } = files.model;
  const skeleton = await readSkeleton(files.model);
  refuseExtras(files.model, skeleton);
  const { model, graph, nodes } = skeleton;
  const tensors = new Map<string, ExportedTensor>();
  for (const initializer of skeleton.initializers) {
    const tensor = readTensor(initializer, files);
    if (tensors.has(tensor.name)) throw twice(file, tensor.name);
    tensors.set(tensor.name, tensor);
  }
  checkSize(files, tensors);
  const exported: ExportedModel = {
    file,
    irVersion: Number(model.irVersion),
    opset: readOpset(file, model),
    // Until 2019, weights were listed as inputs too.
    inputs: portsOf(graph.input).filter(({ name }) => !tensors.has(name)),
    outputs: portsOf(graph.output),
    nodes,
    tensors,
    domains: readDomains(file, model, nodes),
  };
  checkOrder(exported);
  return exported;
}

/** Tensors may share bytes, as tied weights do; but all are written, so a small file could fill a disk. */
function checkSize(files: TensorFiles, tensors: ReadonlyMap<string, ExportedTensor>): void {
  const bytes = Array.from(tensors.values(), ({ values }) =>
    values.kind === 'file' ? values.length : 0,
  ).reduce((sum, length) => sum + length, 0);
  if (bytes <= 2 * files.size) return;
  const detail = `its tensors have ${bytes} bytes, more than twice the ${files.size} of its files`;
  throw fail('EXPORT_TOO_LARGE', { file: files.model.path, detail });
}

function refuseExtras({ path: file }: OpenFile, { model, graph }: Skeleton): void {
  const extras = [
    ...(model.functions.length > 0 ? ['functions of its own'] : []),
    ...(model.trainingInfo.length > 0 ? ['training information'] : []),
    ...(graph.sparseInitializer.length > 0 ? ['sparse tensors'] : []),
  ];
  if (extras.length === 0) return;
  throw fail('EXPORT_UNSUPPORTED', { file, detail: `it has ${extras.join(' and ')}` });
}

function readOpset(file: string, { opsetImport }: ModelProto): number {
  const versions = opsetImport.filter(({ domain }) => STANDARD.includes(domain));
  const opset = Number(versions[0]?.version ?? 0);
  if (versions.length === 1 && opset >= LEAST_OPSET) return opset;
  const found = versions.map(({ version }) => version).join(' and ') || 'missing';
  const detail = `its opset is ${found}; served are those from ${LEAST_OPSET} on, so export it with a newer one`;
  throw fail('EXPORT_UNSUPPORTED', { file, detail });
}

/** Only of operators that are used: optimisers list all domains that they know. */
function readDomains(file: string, { opsetImport }: ModelProto, nodes: readonly NodeProto[]) {
  const domains = new Map<string, bigint>();
  for (const { domain, opType } of nodes) {
    if (STANDARD.includes(domain) || domains.has(domain)) continue;
    const version = opsetImport.find((one) => one.domain === domain)?.version;
    if (!OTHER_DOMAINS.includes(domain) || version === undefined) {
      const operator = `${printable(opType)} of the domain ${printable(domain)}`;
      const detail = `it uses the operator ${operator}; served are those of ONNX and of ${OTHER_DOMAINS.join(' and ')}`;
      throw fail('EXPORT_UNSUPPORTED', { file, detail });
    }
    domains.set(domain, version);
  }
  return domains;
}

const portsOf = (infos: GraphProto['input']): readonly Port[] => infos.map(portOf);

function portOf({ name, type }: ValueInfoProto): Port {
  const tensor = type?.value.case === 'tensorType' ? type.value.value : null;
  const dimensions = tensor?.shape?.dim.slice(0, MOST_DIMENSIONS);
  return {
    name,
    type: tensor?.elemType ?? TensorProto_DataType.UNDEFINED,
    shape:
      dimensions?.map(({ value }) => (value.case === 'dimValue' ? Number(value.value) : null)) ??
      null,
  };
}

/** ONNX asks for nodes in an order in which they can be computed, and for values given once. */
function checkOrder({ file, inputs, nodes, tensors }: ExportedModel): void {
  const given = new Set(tensors.keys());
  for (const { name } of inputs) {
    if (given.has(name)) throw twice(file, name);
    given.add(name);
  }
  for (const { input, output, opType } of nodes) {
    const unknown = input.find((name) => name !== '' && !given.has(name));
    if (unknown !== undefined) {
      const detail = `a node (${printable(opType)}) uses ${printable(unknown)}, which nothing before it gives`;
      throw fail('EXPORT_INVALID', { file, detail });
    }
    for (const name of output) {
      if (given.has(name)) throw twice(file, name);
      if (name !== '') given.add(name);
    }
  }
}

const twice = (file: string, name: string) =>
  fail('EXPORT_INVALID', { file, detail: `it gives the value ${printable(name)} twice` });
