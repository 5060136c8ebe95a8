import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { Cost } from '../../src/batching/cost.js';

/** An engine that takes 16 ms, and 0.6 ms a token. */
const timed = (tokens: number, slower = 1) => ({
  tokens,
  inferenceMs: slower * (16 + 0.6 * tokens),
});

const isNear = (found: number, expected: number, share = 0.01): boolean =>
  Math.abs(found - expected) <= share * expected;

void t.test('while nothing is known, nothing is expected', (t) => {
  const cost = new Cost();
  t.equal(cost.of(100), 0);
  t.equal(cost.worthwhile, Infinity);
  t.end();
});

void t.test('two batches of different size tell overhead and rate', (t) => {
  const cost = new Cost([timed(32), timed(128)]);
  for (const tokens of [1, 64, 500]) t.ok(isNear(cost.of(tokens), 16 + 0.6 * tokens));
  t.ok(isNear(cost.worthwhile, (19 * 16) / 0.6), 'a twentieth of that batch is overhead');
  t.end();
});

void t.test('batches of one size tell only what that size costs', (t) => {
  const cost = new Cost();
  for (let turn = 0; turn < 10; turn++) cost.learn(timed(100));
  t.ok(isNear(cost.of(100), 76));
  t.equal(cost.worthwhile, 128, 'no overhead is known of, so small batches will do');
  t.end();
});

void t.test('it follows an engine that becomes slower', (t) => {
  const cost = new Cost([timed(32), timed(128)]);
  for (let turn = 0; turn < 300; turn++) cost.learn(timed(50 + (turn % 7) * 60, 3));
  for (const tokens of [50, 300]) t.ok(isNear(cost.of(tokens), 3 * (16 + 0.6 * tokens), 0.1));
  t.end();
});

void t.test('one batch that took long changes little', (t) => {
  const cost = new Cost([timed(32), timed(128)]);
  for (let turn = 0; turn < 100; turn++) cost.learn(timed(50 + (turn % 7) * 60));
  const before = cost.of(200);
  cost.learn(timed(200, 10));
  t.ok(cost.of(200) < 1.5 * before);
  t.end();
});

void t.test('whatever was measured, costs are numbers that grow with tokens', (t) => {
  const anyBatch = fc.record({
    tokens: fc.integer({ min: 1, max: 4096 }),
    inferenceMs: fc.double({ min: 0.01, max: 10_000, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(anyBatch, { maxLength: 3 }), fc.array(anyBatch), (start, seen) => {
      const cost = new Cost(start);
      for (const batch of seen) cost.learn(batch);
      const costs = [0, 1, 10, 1000, 100_000].map((tokens) => cost.of(tokens));
      for (const [index, ms] of costs.entries()) {
        assert(Number.isFinite(ms) && ms >= -1e-9 && ms >= (costs[index - 1] ?? 0) - 1e-6);
      }
      assert(cost.worthwhile >= 128);
    }),
  );
  t.end();
});

void t.test('at best it is what was measured at the start, or less', (t) => {
  const cost = new Cost([timed(32), timed(128)]);
  for (let turn = 0; turn < 300; turn++) cost.learn(timed(50 + (turn % 7) * 60, 3));
  t.ok(isNear(cost.atBest(100), 76), 'a bad minute is forgotten');
  for (let turn = 0; turn < 600; turn++) cost.learn(timed(50 + (turn % 7) * 60, 0.5));
  t.ok(isNear(cost.atBest(100), 38, 0.1));
  t.equal(new Cost().atBest(100), 0);
  t.end();
});
