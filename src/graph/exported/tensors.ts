import { basename, dirname, join } from 'node:path';

import type { ExportFiles } from '../../checkpoint/exports.js';
import { openFile, readAt, type OpenFile } from '../../checkpoint/files.js';
import { printable } from '../../checkpoint/json.js';
import { fail, type ServiceError } from '../../errors.js';
import {
  TensorProto_DataLocation,
  TensorProto_DataType,
  type TensorProto,
} from '../onnx/onnx_pb.js';
import type { SkeletonTensor } from './skeleton.js';

/** A weight of an export: its values are in its message, or in a file. */
export interface ExportedTensor {
  readonly name: string;
  /** Number of its type, as in `TensorProto.DataType`. */
  readonly type: number;
  readonly shape: readonly number[];
  readonly values: TensorValues;
}

export type TensorValues =
  | { readonly kind: 'inline'; readonly proto: TensorProto }
  | {
      readonly kind: 'file';
      readonly file: OpenFile;
      readonly from: number;
      readonly length: number;
    };

/** Bits of a value, of the types that a weight can have. */
const bitsOfType: Readonly<Record<number, number>> = {
  [TensorProto_DataType.FLOAT]: 32,
  [TensorProto_DataType.UINT8]: 8,
  [TensorProto_DataType.INT8]: 8,
  [TensorProto_DataType.UINT16]: 16,
  [TensorProto_DataType.INT16]: 16,
  [TensorProto_DataType.INT32]: 32,
  [TensorProto_DataType.INT64]: 64,
  [TensorProto_DataType.BOOL]: 8,
  [TensorProto_DataType.FLOAT16]: 16,
  [TensorProto_DataType.DOUBLE]: 64,
  [TensorProto_DataType.UINT32]: 32,
  [TensorProto_DataType.UINT64]: 64,
  [TensorProto_DataType.BFLOAT16]: 16,
  [TensorProto_DataType.UINT4]: 4,
  [TensorProto_DataType.INT4]: 4,
};

/** More than any weight has. */
const MOST_DIMENSIONS = 8;

/** XLM-R's largest embeddings have a gigabyte in floats; a tensor is read in one piece. */
const MOST_BYTES = 2 ** 32;

/** The files that the tensors of an export lie in, opened once. The caller closes them. */
export class TensorFiles {
  readonly #open = new Map<string, OpenFile>();
  readonly model: OpenFile;

  private constructor(model: OpenFile) {
    this.model = model;
  }

  /** Errors: CHECKPOINT_MISSING. */
  static async open({ model, data }: ExportFiles): Promise<TensorFiles> {
    const files = new TensorFiles(await openFile(model));
    try {
      for (const name of data) files.#open.set(name, await openFile(join(dirname(model), name)));
      return files;
    } catch (error) {
      await files.close();
      throw error;
    }
  }

  /** The file of external data of a name; undefined where it is none of the export's. */
  data(name: string): OpenFile | undefined {
    return this.#open.get(name);
  }

  /** Bytes of all of them. */
  get size(): number {
    return [this.model, ...this.#open.values()].reduce((sum, { size }) => sum + size, 0);
  }

  async close(): Promise<void> {
    const all = [this.model, ...this.#open.values()];
    await Promise.all(all.map(({ handle }) => handle.close()));
  }
}

/**
 * Checks a tensor's message and finds its values, without reading them.
 *
 * Errors: EXPORT_TENSOR_INVALID.
 */
export function readTensor({ proto, raw }: SkeletonTensor, files: TensorFiles): ExportedTensor {
  const file = files.model.path;
  const tensor = printable(proto.name);
  const refuse = (detail: string) => fail('EXPORT_TENSOR_INVALID', { file, tensor, detail });
  const shape = proto.dims.map(Number);
  const bits = bitsOfType[proto.dataType];
  if (bits === undefined) throw refuse(`its type is number ${proto.dataType}, which no weight has`);
  const bytes = Math.ceil((shape.reduce((product, size) => product * size, 1) * bits) / 8);
  const isSane = shape.every((size) => size >= 0) && bytes <= MOST_BYTES;
  if (shape.length > MOST_DIMENSIONS || !isSane) {
    throw refuse(`its shape is [${shape.slice(0, MOST_DIMENSIONS).join(', ')}]`);
  }
  const isExternal = proto.dataLocation === TensorProto_DataLocation.EXTERNAL;
  if (isExternal && raw !== null) throw refuse('its values are in the file and in another one');
  const values = isExternal
    ? readExternal(proto, bytes, files, refuse)
    : valuesOf(files.model, proto, raw && { from: raw.from, length: raw.to - raw.from });
  const found = values.kind === 'file' ? values.length : inlineBytes(proto, bits);
  if (found !== bytes) {
    throw refuse(`it has ${found} bytes, and its shape [${shape.join(', ')}] needs ${bytes}`);
  }
  return { name: proto.name, type: proto.dataType, shape, values };
}

/** Small values are raw, or in the list of their type: of several types in one of 32 bits. */
function inlineBytes(proto: TensorProto, bits: number): number {
  if (proto.rawData.length > 0) return proto.rawData.length;
  const lists = [proto.floatData, proto.int32Data, proto.int64Data, proto.doubleData];
  const values = lists.reduce((sum, { length }) => sum + length, proto.uint64Data.length);
  // Two values of 4 bits share an entry.
  return Math.ceil((values * Math.max(bits, 8)) / 8);
}

const valuesOf = (
  file: OpenFile,
  proto: TensorProto,
  raw: { readonly from: number; readonly length: number } | null,
): TensorValues => (raw === null ? { kind: 'inline', proto } : { kind: 'file', file, ...raw });

/** Counts of bytes as external data gives them: decimal, and below 2^53. */
const COUNT = /^\d{1,15}$/;

function readExternal(
  proto: TensorProto,
  bytes: number,
  files: TensorFiles,
  refuse: (detail: string) => ServiceError,
): TensorValues {
  const entries = new Map(proto.externalData.map(({ key, value }) => [key, value]));
  const location = entries.get('location') ?? '';
  // Only names that were found in the folder and hashed: no path can lead out of it.
  const file = files.data(location);
  if (file === undefined) {
    const model = basename(files.model.path);
    const known = `${model}_data and ${model}.data`;
    throw refuse(`its values are in ${printable(location)}; only ${known} beside it are read`);
  }
  const [from, length] = [entries.get('offset') ?? '0', entries.get('length') ?? String(bytes)];
  if (!COUNT.test(from) || !COUNT.test(length)) {
    throw refuse(`its offset is ${printable(from)} and its length ${printable(length)}`);
  }
  if (Number(from) + Number(length) > file.size) {
    const end = `ends at byte ${Number(from) + Number(length)} of ${printable(location)}`;
    throw refuse(`it ${end}, which has ${file.size}`);
  }
  return { kind: 'file', file, from: Number(from), length: Number(length) };
}

const PIECE_BYTES = 2 ** 22;

/** The values of a tensor that lie in a file, as they are there, piece after piece. */
export async function* readValues({
  file,
  from,
  length,
}: Extract<TensorValues, { kind: 'file' }>): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < length; at += PIECE_BYTES) {
    const bytes = new Uint8Array(Math.min(PIECE_BYTES, length - at));
    await readAt(file.handle, file.path, from + at, bytes);
    yield bytes;
  }
}
