import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';

import { countValues, gather, isRowMajor, spanOf } from '../../src/checkpoint/strides.js';

/** Positions of a view's values in row-major order, by the definition. */
function positionsOf(shape: readonly number[], strides: readonly number[]): number[] {
  const [dimension, ...shapes] = shape;
  const [stride = 0, ...rest] = strides;
  if (dimension === undefined) return [0];
  const inner = positionsOf(shapes, rest);
  return Array.from({ length: dimension }, (_, index) =>
    inner.map((position) => index * stride + position),
  ).flat();
}

const views = fc
  .array(fc.tuple(fc.nat(4), fc.nat(5)), { maxLength: 4 })
  .map((axes) => ({ shape: axes.map(([size]) => size), strides: axes.map(([, step]) => step) }));

void t.test('a view is gathered as its definition says', (t) => {
  const property = fc.property(views, (view) => {
    const positions = positionsOf(view.shape, view.strides);
    const span = spanOf(view) ?? NaN;
    assert.equal(countValues(view.shape), positions.length);
    assert.equal(span, Math.max(-1, ...positions) + 1);
    const values = Float32Array.from({ length: span }, (_, position) => position);
    assert.deepEqual([...gather(values, view)], positions);
    if (isRowMajor(view)) assert.deepEqual(positions, [...values]);
  });
  t.doesNotThrow(() => {
    fc.assert(property, { numRuns: 1000 });
  });
  t.end();
});

void t.test('what lies in the order of reading', (t) => {
  const rowMajor = (shape: readonly number[], strides: readonly number[]) =>
    isRowMajor({ shape, strides });
  t.ok(rowMajor([], []));
  t.ok(rowMajor([2, 3, 4], [12, 4, 1]));
  t.ok(rowMajor([1, 3], [0, 1]), 'one index makes no step');
  t.notOk(rowMajor([2, 3], [1, 2]));
  t.notOk(rowMajor([2, 3], [4, 1]), 'a hole after each row');
  t.end();
});

void t.test('past 2^53 nothing is counted', (t) => {
  t.equal(countValues([2 ** 30, 2 ** 30]), null);
  t.equal(countValues([2 ** 30, 2 ** 30, 0]), null);
  t.equal(spanOf({ shape: [2 ** 30], strides: [2 ** 30] }), null);
  t.equal(spanOf({ shape: [2 ** 30, 0], strides: [2 ** 30, 1] }), 0);
  t.end();
});
