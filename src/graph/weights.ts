import { join, readFloat32, type TensorSource } from '../checkpoint/tensors.js';
import { fail } from '../errors.js';

/** The arrays in which weights are made. Halves are bit patterns. */
export interface WeightArrays {
  readonly float32: Float32Array;
  readonly float16: Uint16Array;
  readonly int8: Int8Array;
}

export type WeightType = keyof WeightArrays;

/** How a weight is made from a checkpoint. */
export interface RecipeOf<Type extends WeightType> {
  readonly type: Type;
  /** The tensors that it reads, with the shapes that the architecture gives them. */
  readonly needs: readonly { readonly tensor: string; readonly shape: readonly number[] }[];
  /** Makes the row-major values, piece after piece; nothing is kept. */
  readonly pieces: (tensors: TensorSource) => AsyncIterable<WeightArrays[Type]>;
}

export type Recipe = { readonly [Type in WeightType]: RecipeOf<Type> }[WeightType];

export type FloatRecipe = RecipeOf<'float32'>;

/**
 * Checks that a checkpoint has every tensor that recipes need, before anything is written:
 * TENSOR_MISSING, TENSOR_SHAPE_WRONG.
 */
export function checkNeeds(
  recipes: Iterable<Recipe>,
  { file, tensors }: Pick<TensorSource, 'file' | 'tensors'>,
): void {
  for (const { needs } of recipes) {
    for (const { tensor, shape } of needs) {
      const found = tensors.get(tensor)?.shape;
      if (found === undefined) throw fail('TENSOR_MISSING', { file, tensor });
      if (found.join() === shape.join()) continue;
      const [has, asks] = [found.join(', '), shape.join(', ')];
      throw fail('TENSOR_SHAPE_WRONG', { file, tensor, found: has, expected: asks });
    }
  }
}

/** The tensor as it is. */
export const copied = (tensor: string, shape: readonly number[]): FloatRecipe =>
  joined([tensor], shape);

/** Tensors of the same shape, end to end: along their first dimension. */
export const joined = (names: readonly string[], shape: readonly number[]): FloatRecipe => ({
  type: 'float32',
  needs: names.map((tensor) => ({ tensor, shape })),
  pieces: async function* (tensors) {
    for (const name of names) yield* tensors.pieces(name);
  },
});

/**
 * [out, in] as PyTorch stores a linear layer → [in, out] as MatMul wants it; of several layers with
 * the same input, [in, all their outputs].
 */
export const transposed = (
  names: readonly string[],
  [outputs, inner]: readonly [outputs: number, inner: number],
): FloatRecipe => {
  const { type, needs, pieces } = joined(names, [outputs, inner]);
  const rows = outputs * names.length;
  return {
    type,
    needs,
    pieces: async function* (tensors) {
      yield transpose(await join(pieces(tensors), rows * inner), rows, inner);
    },
  };
};

interface Table {
  readonly tensor: string;
  readonly shape: readonly [rows: number, columns: number];
}

/**
 * Rows `first`… of a position table, each with the vector of token type 0 added: a text alone has
 * that one type only, so the sum is made once here and not for every token.
 */
export const positionsWithType = (
  positions: Table,
  types: Table | null,
  first: number,
): FloatRecipe => ({
  type: 'float32',
  needs: types === null ? [positions] : [positions, types],
  pieces: async function* (tensors) {
    const [, columns] = positions.shape;
    const table = (await readFloat32(tensors, positions.tensor)).slice(first * columns);
    if (types !== null) {
      const type = await readFloat32(tensors, types.tensor);
      for (let index = 0; index < table.length; index++) {
        table[index] = (table[index] ?? 0) + (type[index % columns] ?? 0);
      }
    }
    yield table;
  },
});

/** Walks in square tiles, so that reads and writes both stay within the cache. */
const TILE = 32;

/** [rows, columns] → [columns, rows], both row-major. */
export function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  transposeInto({ values: result, rows }, values, columns, 0);
  return result;
}

/** Some rows of a matrix into the place that they have in the whole, transposed. */
export function transposeInto<Values extends Float32Array | Int8Array>(
  whole: { readonly values: Values; readonly rows: number },
  values: Values,
  columns: number,
  first: number,
): void {
  const rows = values.length / columns;
  for (let top = 0; top < rows; top += TILE) {
    for (let left = 0; left < columns; left += TILE) {
      const bottom = Math.min(top + TILE, rows);
      const right = Math.min(left + TILE, columns);
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) {
          const value = values[row * columns + column] ?? 0;
          whole.values[column * whole.rows + first + row] = value;
        }
      }
    }
  }
}
