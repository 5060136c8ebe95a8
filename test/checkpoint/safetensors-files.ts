import { openSafetensors } from '../../src/checkpoint/safetensors.js';
import { readFloat32 } from '../../src/checkpoint/tensors.js';
import { fileOf, floatBytes } from './safetensors-writer.js';

/** The entries of a small valid file, tensor `a` and then tensor `b`: every malformed one is its neighbour. */
export const a = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
export const b = { dtype: 'F32', shape: [1], data_offsets: [8, 12] };
export const data = floatBytes(1, 2, 3);
export const valid = fileOf({ a, b }, data);

/** What a file holds: every tensor's type, shape and values. */
export async function readAll(path: string): Promise<Record<string, unknown>> {
  const source = await openSafetensors(path);
  try {
    const all: [string, unknown][] = [];
    for (const { name, dtype, shape } of source.tensors.values()) {
      all.push([name, { dtype, shape, values: [...(await readFloat32(source, name))] }]);
    }
    return Object.fromEntries(all);
  } finally {
    await source.close();
  }
}
