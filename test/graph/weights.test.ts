import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { TensorSource } from '../../src/checkpoint/tensors.js';
import { fail } from '../../src/errors.js';
import type { Recipe } from '../../src/graph/weights.js';
import {
  checkNeeds,
  copied,
  joined,
  positionsWithType,
  transpose,
  transposed,
} from '../../src/graph/weights.js';

/** Tensors in memory. */
function tensorsOf(
  content: Readonly<Record<string, { shape: readonly number[]; values: readonly number[] }>>,
): TensorSource {
  const entries = Object.entries(content);
  return {
    file: 'model.safetensors',
    tensors: new Map(entries.map(([name, { shape }]) => [name, { name, dtype: 'F32', shape }])),
    // Each value is a piece: nothing may depend on where they end.
    pieces: async function* (tensor) {
      const found = await Promise.resolve(content[tensor]);
      if (found === undefined) throw fail('TENSOR_MISSING', { file: 'model.safetensors', tensor });
      for (const value of found.values) yield Float32Array.of(value);
    },
    close: () => Promise.resolve(),
  };
}

const tensors = tensorsOf({
  matrix: { shape: [2, 3], values: [...[1, 2, 3], ...[4, 5, 6]] },
  more: { shape: [2, 3], values: [...[7, 8, 9], ...[0, 0, 0]] },
  a: { shape: [2], values: [1, 2] },
  b: { shape: [2], values: [3, 4] },
  positions: { shape: [4, 2], values: [...[90, 91], ...[92, 93], ...[1, 2], ...[3, 4]] },
  types: { shape: [2, 2], values: [...[10, 20], ...[70, 80]] },
});

void t.test('weights are made out of tensors', async (t) => {
  const made = async (recipe: Recipe) => {
    const values: number[] = [];
    for await (const piece of recipe.pieces(tensors)) values.push(...piece);
    return values;
  };
  t.strictSame(await made(copied('a', [2])), [1, 2]);
  t.strictSame(await made(transposed(['matrix'], [2, 3])), [...[1, 4], ...[2, 5], ...[3, 6]]);
  t.strictSame(
    await made(transposed(['matrix', 'more'], [2, 3])),
    [...[1, 4, 7, 0], ...[2, 5, 8, 0], ...[3, 6, 9, 0]],
    'outputs side by side',
  );
  t.strictSame(await made(joined(['b', 'a'], [2])), [...[3, 4], ...[1, 2]]);
  const positions = { tensor: 'positions', shape: [4, 2] } as const;
  const types = { tensor: 'types', shape: [2, 2] } as const;
  t.strictSame(
    await made(positionsWithType(positions, types, 2)),
    [...[11, 22], ...[13, 24]],
    'the rows behind the padding, each with the first type',
  );
});

void t.test('a recipe says what it needs, and that is checked', (t) => {
  const refused = (recipe: Recipe, code: string, message: RegExp) =>
    t.throws(() => checkNeeds([copied('a', [2]), recipe], tensors), { code, message });
  const wrong = 'TENSOR_SHAPE_WRONG';
  refused(copied('c', [2]), 'TENSOR_MISSING', /model\.safetensors has no tensor c/);
  refused(copied('a', [3]), wrong, /tensor a has shape \[2\]; config\.json asks for \[3\]/);
  refused(transposed(['matrix'], [3, 2]), wrong, /matrix has shape \[2, 3\]; .* \[3, 2\]/);
  refused(joined(['a', 'matrix'], [2]), wrong, /matrix/);
  const positions = { tensor: 'positions', shape: [4, 2] } as const;
  refused(positionsWithType(positions, { ...positions, tensor: 'types' }, 2), wrong, /types/);
  checkNeeds([copied('matrix', [2, 3]), transposed(['matrix'], [2, 3])], tensors);
  t.end();
});

void t.test('transposing is what it is: [row, column] → [column, row]', (t) => {
  t.strictSame(
    transpose(Float32Array.of(...[1, 2, 3], ...[4, 5, 6]), 2, 3),
    Float32Array.of(...[1, 4], ...[2, 5], ...[3, 6]),
  );
  // Up to three tiles in each direction, most of them not whole.
  const size = fc.integer({ min: 1, max: 70 });
  const check = (rows: number, columns: number) => {
    const values = Float32Array.from({ length: rows * columns }, (_, place) => place);
    const naive = Float32Array.from(
      { length: rows * columns },
      (_, place) => (place % rows) * columns + Math.floor(place / rows),
    );
    assert.deepEqual(transpose(values, rows, columns), naive);
  };
  fc.assert(fc.property(size, size, check), {
    examples: [
      [32, 32],
      [33, 31],
      [1, 64],
    ],
  });
  t.end();
});
