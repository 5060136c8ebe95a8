/** Writes files of torch.save in memory, and reads them back. */
import { openTorch } from '../../src/checkpoint/torch.js';
import { readFloat32 } from '../../src/checkpoint/tensors.js';
import { code, dict, list, pickled, tensor, type Part, type WrittenView } from './pickle-writer.js';
import { lengthOf } from './safetensors-writer.js';
import { writeZip, type WrittenEntry } from './zip-writer.js';

/** The bytes of storages, by key. */
export type Storages = Readonly<Record<string, Uint8Array>>;

/** The entries of the zip format, to be changed one at a time. */
export const torchEntries = (pickle: Uint8Array, storages: Storages): readonly WrittenEntry[] => [
  { name: 'archive/data.pkl', bytes: pickle },
  { name: 'archive/byteorder', bytes: Buffer.from('little') },
  ...Object.entries(storages).map(([key, bytes]) => ({ name: `archive/data/${key}`, bytes })),
  { name: 'archive/version', bytes: Buffer.from('3\n') },
];

/** The zip format: what was saved, and the storages that it uses. */
export const torchZip = (value: Part, storages: Storages): Buffer =>
  writeZip(torchEntries(pickled(value), storages));

/** What stands before what was saved in the format before zip. */
export const legacyHead = ({ magic = code('8a 0a 6cfc9c46f9206aa85019'), little = true } = {}) =>
  Buffer.concat([
    pickled(magic),
    pickled(1001),
    pickled(dict(['protocol_version', 1001], ['little_endian', little])),
  ]);

/** The format before zip: what was saved, and the storages, each with its count of values. */
export const torchLegacy = (
  value: Part,
  storages: readonly (readonly [key: string, count: number, bytes: Uint8Array])[],
): Buffer =>
  Buffer.concat([
    legacyHead(),
    pickled(value),
    pickled(list(...storages.map(([key]) => key))),
    ...storages.flatMap(([, count, bytes]) => [lengthOf(BigInt(count)), bytes]),
  ]);

/** A state dict in the form of a dict. */
export const state = (views: Readonly<Record<string, WrittenView>>): Buffer =>
  dict(...Object.entries(views).map(([name, view]) => [name, tensor(view)] as const));

/** What a file holds: each tensor's type, shape and values, or the code of the refusal to read it. */
export async function readTorch(path: string): Promise<Record<string, unknown>> {
  const source = await openTorch(path);
  try {
    const all: [string, unknown][] = [];
    for (const { name, dtype, shape } of source.tensors.values()) {
      const isRead = ['F32', 'F16', 'BF16'].includes(dtype);
      const values = isRead ? [...(await readFloat32(source, name))] : null;
      all.push([name, { dtype, shape: [...shape], values }]);
    }
    return Object.fromEntries(all);
  } finally {
    await source.close();
  }
}
