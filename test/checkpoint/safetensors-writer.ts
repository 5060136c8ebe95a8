/** Builds safetensors files in memory: right ones, and ones that are wrong in a chosen way. */

export interface WrittenTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A file with these tensors one after the other, in the order of the object's keys. */
export function writeSafetensors(tensors: Readonly<Record<string, WrittenTensor>>): Buffer {
  let end = 0;
  const header = Object.entries(tensors).map(([name, { dtype, shape, bytes }]) => {
    const begin = end;
    end += bytes.byteLength;
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const;
  });
  const data = Buffer.concat(Object.values(tensors).map((tensor) => tensor.bytes));
  // Not `Object.fromEntries` of a plain object: a tensor may be called `__proto__`.
  return fileOf(
    `{${header.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`).join(',')}}`,
    data,
  );
}

/** A file with this header, as text, bytes or a value to be written as JSON, and this data. */
export function fileOf(header: unknown, data: Uint8Array = Buffer.alloc(0)): Buffer {
  const bytes =
    header instanceof Uint8Array
      ? header
      : Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  return Buffer.concat([lengthOf(BigInt(bytes.byteLength)), bytes, data]);
}

/** The 8 bytes at the start of a file. */
export function lengthOf(length: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(length);
  return bytes;
}

/** Little-endian F32. */
export const floatBytes = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeFloatLE(value, 4 * index));
  return bytes;
};
