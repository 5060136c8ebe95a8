import type { TensorSource } from '../checkpoint/tensors.js';
import type { Weight } from './writer.js';

type Load = Weight['load'];

/** The tensor as it is. */
export const copied =
  (name: string): Load =>
  (tensors) =>
    tensors.readFloat32(name);

/** [out, in] as PyTorch stores a linear layer → [in, out] as MatMul wants it. */
export const transposed =
  (name: string, rows: number, columns: number): Load =>
  async (tensors) =>
    transpose(await tensors.readFloat32(name), rows, columns);

/**
 * Rows `first`… of a position table, each with the vector of token type 0 added: these models see
 * one type only, so the sum is made once here and not for every token.
 */
export const positionsWithType =
  (positions: string, types: string, first: number, hiddenSize: number): Load =>
  async (tensors: TensorSource) => {
    const table = (await tensors.readFloat32(positions)).slice(first * hiddenSize);
    const type = await tensors.readFloat32(types);
    for (let index = 0; index < table.length; index++) {
      table[index] = (table[index] ?? 0) + (type[index % hiddenSize] ?? 0);
    }
    return table;
  };

/** Walks in square tiles, so that reads and writes both stay within the cache. */
const TILE = 32;

/** [rows, columns] → [columns, rows], both row-major. */
export function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let top = 0; top < rows; top += TILE) {
    for (let left = 0; left < columns; left += TILE) {
      const bottom = Math.min(top + TILE, rows);
      const right = Math.min(left + TILE, columns);
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) {
          result[column * rows + row] = values[row * columns + column] ?? 0;
        }
      }
    }
  }
  return result;
}
