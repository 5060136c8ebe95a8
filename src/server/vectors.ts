import Negotiator from 'negotiator';

/** How vectors can be told, the preferred one first. */
const vectorTypes = ['application/json', 'application/octet-stream', 'application/x-npy'] as const;

export type VectorType = (typeof vectorTypes)[number];

/** What an `accept` header likes best; JSON where it likes nothing of what there is. */
export function readVectorType(accept: string | undefined): VectorType {
  if (accept === undefined || accept === '*/*') return 'application/json';
  const headers = { accept };
  const best = new Negotiator({ headers }).mediaType(vectorTypes);
  return vectorTypes.find((type) => type === best) ?? 'application/json';
}

/**
 * Vectors [texts, size] as 32-bit floats, one vector after the other, little-endian on every
 * machine.
 */
export function toFloats(vectors: readonly (readonly number[])[]): Buffer {
  const [texts, size] = shapeOf(vectors);
  const bytes = Buffer.alloc(texts * size * Float32Array.BYTES_PER_ELEMENT);
  let at = 0;
  for (const vector of vectors) {
    for (const value of vector) at = bytes.writeFloatLE(value, at);
  }
  return bytes;
}

/** What the header of a .npy file ends at a multiple of, so that its numbers are aligned. */
const NPY_ALIGNMENT = 64;

/**
 * The same as a file of NumPy: magic, version 1.0, the header's length as a 16-bit integer, and a
 * Python literal, padded with spaces and ended by a line break (numpy.lib.format, NEP 1).
 */
export function toNpy(vectors: readonly (readonly number[])[]): Buffer {
  const shape = shapeOf(vectors).join(', ');
  const literal = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape}), }`;
  const magic = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
  const start = magic.length + 2;
  const end = Math.ceil((start + literal.length + 1) / NPY_ALIGNMENT) * NPY_ALIGNMENT;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(end - start);
  const header = Buffer.from(`${literal.padEnd(end - start - 1)}\n`, 'latin1');
  return Buffer.concat([magic, length, header, toFloats(vectors)]);
}

/** [texts, size] */
export const shapeOf = (vectors: readonly (readonly number[])[]): readonly [number, number] => [
  vectors.length,
  vectors[0]?.length ?? 0,
];
