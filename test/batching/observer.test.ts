import t from 'tap';
import type { ComputedBatch } from '../../src/batching/observer.js';
import { row } from './rows.js';
import { ScriptedEngine } from './scripted-engine.js';
import { steady, testBench, testBenchOf } from './test-bench.js';

void t.test('a computed batch is told with its tokens, its padding and its times', async (t) => {
  for (const padded of [false, true]) {
    const seen: ComputedBatch[] = [];
    const onBatch = (batch: ComputedBatch) => seen.push(batch);
    const { engine, clock, submit } = testBench({ padded, rows: 2, onBatch });
    submit([row(3), row(5), row(9), row(9)]);
    clock.advance(12);
    t.strictSame(seen, [], 'not before it is computed');
    await engine.finish(10);
    const paddingTokens = padded ? 2 : 0;
    const queueMs = [2, 2];
    t.strictSame(seen, [{ lane: 0, tokens: 8, paddingTokens, inferenceMs: 10, queueMs }]);
  }
});

void t.test('each row has its own wait', async (t) => {
  const seen: ComputedBatch[] = [];
  const { engine, clock, submit } = testBench({
    windowMs: 0,
    onBatch: (batch) => seen.push(batch),
  });
  submit([row(1)]);
  submit([row(1)]);
  clock.advance(4);
  submit([row(2)]);
  submit([row(3)]);
  clock.advance(6);
  await engine.finish(10);
  await engine.finish(0);
  await engine.finish(0);
  t.strictSame(
    seen.map(({ queueMs }) => queueMs),
    [[0], [10], [6, 6]],
  );
});

void t.test('the engine that computed it is told by its index', async (t) => {
  const seen: ComputedBatch[] = [];
  const engines = [new ScriptedEngine(), new ScriptedEngine()];
  const { submit } = testBenchOf(engines, {
    measured: steady,
    onBatch: (batch) => seen.push(batch),
  });
  submit([row(1)]);
  submit([row(2)]);
  await engines[1]?.finish();
  await engines[0]?.finish();
  t.strictSame(
    seen.map(({ lane, tokens }) => [lane, tokens]),
    [
      [1, 2],
      [0, 1],
    ],
  );
});

void t.test('what was not computed is not told', async (t) => {
  const seen: ComputedBatch[] = [];
  const { engine, submit } = testBench({ onBatch: (batch) => seen.push(batch) });
  submit([row(1)]);
  await engine.fail(new Error('no memory'));
  submit([row(1)]);
  await engine.die();
  t.strictSame(seen, []);
  await engine.finish();
  t.equal(seen.length, 1, 'the second try was');
});

void t.test('an observer that fails takes no answer away', async (t) => {
  const { engine, batcher, submit } = testBench({
    onBatch: () => {
      throw new Error('a bug of the observer');
    },
  });
  const caller = submit([row(1), row(2)]);
  await engine.finish();
  t.equal(caller.answers?.length, 2);
  batcher.assertConsistent();
  const next = submit([row(3)]);
  await engine.finish();
  t.equal(next.answers?.length, 1);
});
