import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { layOut } from '../../src/engine/feeds.js';
import type { Row } from '../../src/engine/protocol.js';
import { poolings, type Pooling } from '../../src/package/manifest.js';

const VOCABULARY = 100;

const row = (length: number, pooling: Pooling | null): Row => ({
  tokens: new Int32Array(length),
  masks: [],
  pooling,
  labels: false,
  states: false,
});

const feed = (...rows: readonly Row[]) => layOut(rows, VOCABULARY);

void t.test('sums have a weight for each token', (t) => {
  const cases: Readonly<Record<Exclude<Pooling, 'max'>, readonly number[]>> = {
    mean: [1 / 4, 1 / 4, 1 / 4, 1 / 4],
    cls: [1, 0, 0, 0],
    mean_sqrt_len_tokens: [1 / 2, 1 / 2, 1 / 2, 1 / 2],
    weightedmean: [1 / 10, 2 / 10, 3 / 10, 4 / 10],
    lasttoken: [0, 0, 0, 1],
  };
  for (const pooling of poolings) {
    if (pooling === 'max') continue;
    const weights = Float32Array.from(cases[pooling]);
    t.strictSame(feed(row(4, pooling)).pooling, weights, pooling);
    const other = Float32Array.of(0, 0, 0, ...weights, 0, 0);
    t.strictSame(feed(row(3, null), row(4, pooling), row(2, 'max')).pooling, other, pooling);
    t.strictSame(
      feed(row(1, pooling)).pooling,
      Float32Array.of(1),
      `${pooling} of one token is that token`,
    );
  }
  t.end();
});

void t.test('maxima have a list of tokens, filled up with their first', (t) => {
  const rows = [row(2, 'max'), row(5, 'mean'), row(3, 'max'), row(1, 'max'), row(4, null)];
  const { maxPooling, maxPooled, pooled } = feed(...rows);
  t.equal(maxPooled, 3);
  t.equal(pooled, 1);
  t.strictSame(maxPooling, Int32Array.of(...[0, 1, 0], ...[7, 8, 9], ...[10, 10, 10]));
  t.end();
});

void t.test('where nobody asks, one dummy of each kind is computed', (t) => {
  const silent = feed(row(3, null));
  t.strictSame([silent.pooled, silent.pooling], [1, new Float32Array(3)]);
  t.strictSame([silent.maxPooled, silent.maxPooling], [1, Int32Array.of(0)]);
  t.strictSame(feed(row(3, 'mean')).maxPooling, Int32Array.of(0));
  t.strictSame(feed(row(3, 'max')).pooling, new Float32Array(3));
  t.end();
});

void t.test('each row asks about all of its own tokens, and no others', (t) => {
  const rows = fc.array(
    fc.record({
      length: fc.integer({ min: 1, max: 9 }),
      pooling: fc.constantFrom(...poolings, null),
    }),
    { minLength: 1, maxLength: 8 },
  );
  const check = (asked: { readonly length: number; readonly pooling: Pooling | null }[]) => {
    const feeds = feed(...asked.map(({ length, pooling }) => row(length, pooling)));
    const count = feeds.tokens.length;
    const width = feeds.maxPooling.length / feeds.maxPooled;
    let [start, sums, maxima] = [0, 0, 0];
    for (const { length, pooling } of asked) {
      const own = Array.from({ length }, (_, position) => start + position);
      if (pooling === 'max') {
        const line = feeds.maxPooling.subarray(maxima * width, ++maxima * width);
        assert.deepEqual(
          [...new Set(line)].sort((a, b) => a - b),
          own,
        );
      } else if (pooling !== null) {
        const line = feeds.pooling.subarray(sums * count, ++sums * count);
        const weighed = [...line.keys()].filter((token) => line[token] !== 0);
        assert(weighed.every((token) => own.includes(token)));
        const total = line.reduce((sum, weight) => sum + weight, 0);
        const expected = pooling === 'mean_sqrt_len_tokens' ? Math.sqrt(length) : 1;
        assert(Math.abs(total - expected) < 1e-6);
      }
      start += length;
    }
    assert.deepEqual([feeds.pooled, feeds.maxPooled], [Math.max(1, sums), Math.max(1, maxima)]);
  };
  fc.assert(fc.property(rows, check), { numRuns: 200 });
  t.end();
});
