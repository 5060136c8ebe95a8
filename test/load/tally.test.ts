import fc from 'fast-check';
import t from 'tap';
import type { Outcome } from '../../src/load/outcome.js';
import { Tally } from '../../src/load/tally.js';

const plain: Outcome = { kind: 'answered', told: null };
const costing = (inferenceMs: number, tokens = 10): Outcome => ({
  kind: 'answered',
  told: { tokens, queueMs: 2, inferenceMs },
});

void t.test('nothing answered: no latencies, and no number that is none', (t) => {
  t.strictSame(new Tally().sum(2), {
    ...{ seconds: 2, answered: 0, textsPerSecond: 0, latencies: null, told: null, errors: {} },
  });
  t.end();
});

void t.test('percentiles of a hundred latencies, in any order', (t) => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  fc.assert(
    fc.property(fc.shuffledSubarray(values, { minLength: 100 }), (shuffled) => {
      const tally = new Tally();
      for (const ms of shuffled) tally.add(plain, ms);
      const { p50 = 0, p95 = 0, p99 = 0, max = 0 } = tally.sum(1).latencies ?? {};
      const near = (found: number, wanted: number) => Math.abs(found / wanted - 1) < 0.002;
      return near(p50, 50) && near(p95, 95) && near(p99, 99) && near(max, 100);
    }),
    { numRuns: 20 },
  );
  t.end();
});

void t.test('latencies from a microsecond to more than an hour', (t) => {
  const tally = new Tally();
  for (const ms of [0, 0.0001, 1e9]) tally.add(plain, ms);
  const { p50, max } = tally.sum(1).latencies ?? {};
  t.equal(p50, 0.001);
  t.ok((max ?? 0) > 3_599_000 && (max ?? 0) < 3_604_000, `an hour: ${max}`);
  t.end();
});

void t.test('errors by status and code; they are in no latency and no throughput', (t) => {
  const tally = new Tally();
  tally.add(plain, 10);
  for (const status of [503, 429, 503]) tally.add({ kind: 'refused', status }, 5000);
  tally.add({ kind: 'failed', code: 'ECONNRESET' }, 5000);
  const { answered, textsPerSecond, latencies, errors } = tally.sum(0.5);
  t.strictSame(errors, { '429': 1, '503': 2, ECONNRESET: 1 });
  t.equal(answered, 1);
  t.equal(textsPerSecond, 2);
  t.ok((latencies?.max ?? NaN) < 11);
  t.end();
});

void t.test('what the server tells', (t) => {
  const tally = new Tally();
  for (const inferenceMs of [10, 20, 30]) tally.add(costing(inferenceMs), inferenceMs + 4);
  // Counted as answered, though its cost is not known.
  tally.add(plain, 100);
  const { told, textsPerSecond } = tally.sum(0.1);
  t.equal(textsPerSecond, 40);
  t.match(told, { tokensPerSecond: 300, queueMs: 2, textsInModel: 0.6 });
  t.ok(Math.abs((told?.inferenceMs ?? NaN) - 20) < 0.05);
  t.ok(Math.abs((told?.besideModelMs ?? NaN) - 4) < 0.01);
  t.end();
});
