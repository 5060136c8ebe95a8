import t from 'tap';
import { Batcher } from '../../src/batching/batcher.js';
import { Lane } from '../../src/batching/lane.js';
import { FakeClock } from './fake-clock.js';
import { lengthsOf, limits, row } from './rows.js';
import { ScriptedEngine } from './scripted-engine.js';
import { namesIn, steady, testBench } from './test-bench.js';

void t.test('an idle engine gets the first row at once', (t) => {
  const { engine, batcher, clock, submit } = testBench();
  submit([row(7)]);
  t.strictSame(lengthsOf(engine.running), [7]);
  t.strictSame([batcher.inFlight, batcher.queuedRows, batcher.queuedTokens], [1, 0, 0]);
  t.equal(clock.timers, 0);
  t.end();
});

void t.test('all rows of a submit are packed together', (t) => {
  const { engine, submit } = testBench();
  submit([row(7), row(8), row(9)]);
  t.strictSame(lengthsOf(engine.running), [7, 8, 9]);
  t.end();
});

void t.test('behind a running batch, rows gather until the engine is nearly free', (t) => {
  const { engine, batcher, clock, submit } = testBench({ windowMs: 5, measured: steady });
  submit([row(20)]);
  submit([row(8)]);
  clock.advance(14);
  submit([row(9)]);
  t.equal(engine.prefetched, undefined);
  t.strictSame([batcher.queuedRows, batcher.queuedTokens], [2, 17]);
  clock.advance(1);
  t.strictSame(lengthsOf(engine.prefetched), [8, 9], '5 ms before 20 have passed');
  t.equal(clock.timers, 0);
  t.end();
});

void t.test('a batch that takes longer than expected has one behind it', (t) => {
  const { engine, clock, submit } = testBench({ windowMs: 0, measured: steady });
  submit([row(20)]);
  clock.advance(30);
  submit([row(8)]);
  t.strictSame(lengthsOf(engine.prefetched), [8]);
  t.equal(clock.timers, 0);
  t.end();
});

void t.test('while no cost is known, the next batch is sent ahead at once', (t) => {
  const { engine, clock, submit } = testBench({ windowMs: 0 });
  submit([row(7)]);
  submit([row(8)]);
  t.strictSame(lengthsOf(engine.prefetched), [8]);
  t.equal(clock.timers, 0);
  t.end();
});

void t.test('costs are learned from what was computed', async (t) => {
  const { engine, clock, submit } = testBench({ windowMs: 0 });
  submit([row(10)]);
  await engine.finish(30);
  submit([row(10)]);
  submit([row(8)]);
  clock.advance(29);
  t.equal(engine.prefetched, undefined);
  clock.advance(1);
  t.strictSame(lengthsOf(engine.prefetched), [8]);
});

void t.test('a short text passes a long one that came just before it', async (t) => {
  const { engine, clock, submit } = testBench({ windowMs: 0, rows: 1, measured: steady });
  submit([row(5)]);
  submit([row(30)]);
  clock.advance(1);
  submit([row(3)]);
  await engine.finish(5);
  t.strictSame(lengthsOf(engine.running), [3], 'due in 4 ms, the long one in 30');
});

void t.test('but not one that has waited for its turn', async (t) => {
  const { engine, clock, submit } = testBench({ windowMs: 0, rows: 1, measured: steady });
  submit([row(32)]);
  submit([row(30)]);
  clock.advance(28);
  submit([row(3)]);
  await engine.finish(32);
  t.strictSame(lengthsOf(engine.running), [30]);
});

void t.test('the rows of a long request let others in between', async (t) => {
  const { engine, clock, submit } = testBench({ windowMs: 0, rows: 1, measured: steady });
  submit([row(10, 1), row(10, 2), row(10, 3), row(10, 4)]);
  clock.advance(9);
  submit([row(9, 9)]);
  const order: number[] = [];
  while (engine.running !== undefined) {
    order.push(engine.running[0]?.tokens[0] ?? -1);
    await engine.finish(10);
  }
  t.strictSame(order, [1, 9, 2, 3, 4], 'due at 10, 18, 20, 30 and 40 ms');
});

void t.test('behind a prefetched batch everything waits', async (t) => {
  const { engine, clock, batcher, submit } = testBench({ windowMs: 0 });
  submit([row(7)]);
  submit([row(8)]);
  submit([row(9)]);
  submit([row(10), row(11), row(12), row(13)]);
  clock.advance(100);
  t.strictSame([batcher.inFlight, batcher.queuedRows, clock.timers], [2, 5, 0]);
  await engine.finish();
  t.strictSame(lengthsOf(engine.running), [8]);
  t.strictSame(lengthsOf(engine.prefetched), [9, 10, 11, 12]);
});

void t.test('an engine that falls idle sooner than expected gets what waits', async (t) => {
  const { engine, clock, submit } = testBench({ windowMs: 1, measured: steady });
  submit([row(7)]);
  submit([row(8)]);
  await engine.finish();
  t.strictSame(lengthsOf(engine.running), [8]);
  t.equal(clock.timers, 0);
});

void t.test('answers come in the order of the rows, out of several batches', async (t) => {
  const { engine, submit } = testBench();
  const caller = submit([row(4, 1), row(30, 2), row(5, 3), row(29, 4), row(6, 5)]);
  t.strictSame(engine.batches.map(lengthsOf), [[4, 30, 5, 6], [29]]);
  await engine.finish();
  t.equal(caller.settled, 0, 'not before the last row');
  await engine.finish();
  t.strictSame(namesIn(caller), [1, 2, 3, 4, 5]);
});

void t.test('rows that are sealed are one batch, whoever waits beside them', async (t) => {
  const { engine, submit } = testBench({ windowMs: 5, measured: steady });
  submit([row(20)]);
  submit([row(4), row(9)]);
  const sealed = submit([row(5, 1), row(30, 2)], { sealed: true });
  submit([row(3)]);
  const other = submit([row(6, 3), row(7, 4)], { sealed: true });
  for (let batch = 0; batch < 6; batch++) await engine.finish(20);
  const batches = engine.batches.map(lengthsOf);
  t.ok(
    batches.some((one) => String(one) === '5,30') && batches.some((one) => String(one) === '6,7'),
  );
  t.strictSame(
    [namesIn(sealed), namesIn(other)],
    [
      [1, 2],
      [3, 4],
    ],
  );
});

void t.test('what is sealed has to fit one batch', async (t) => {
  const { batcher } = testBench();
  const wrong = [
    [row(1), row(1), row(1), row(1), row(1)],
    [row(32), row(32), row(1)],
    [row(9, 0, 2), row(9, 0, 2)],
  ];
  for (const rows of wrong) {
    await t.rejects(batcher.submit(rows, { sealed: true }), { code: 'ERR_ASSERTION' });
  }
});

void t.test('requests of different tasks share a batch, and each gets its own', async (t) => {
  const { engine, submit } = testBench({ windowMs: 0 });
  submit([row(3)]);
  submit([row(3)]);
  const fill = submit([row(7, 1, 2)]);
  const embed = submit([row(7, 2)]);
  await engine.finish();
  t.equal(engine.prefetched?.length, 2);
  await engine.finish();
  await engine.finish();
  t.strictSame(namesIn(fill), [1]);
  t.strictSame(
    fill.answers?.[0]?.result.masks.map((mask) => [...mask.ids]),
    [[0], [1]],
  );
  t.strictSame(namesIn(embed), [2]);
});

void t.test('an answer tells what it cost', async (t) => {
  const { engine, clock, submit } = testBench({ windowMs: 5, measured: steady });
  submit([row(3)]);
  const caller = submit([row(7), row(9)]);
  clock.advance(20);
  await engine.finish(20);
  clock.advance(10);
  await engine.finish(8);
  const [first, second] = caller.answers ?? [];
  t.match(first, { queueMs: 22, inferenceMs: 8, batchRows: 2, batchTokens: 16 });
  t.match(second, { queueMs: 22, inferenceMs: 8, batchRows: 2, batchTokens: 16 });
});

void t.test('no wait is negative, whatever the engine measured', async (t) => {
  const { engine, submit } = testBench();
  const caller = submit([row(3)]);
  await engine.finish(0.1);
  t.equal(caller.answers?.[0]?.queueMs, 0);
});

void t.test('no rows, no batch', async (t) => {
  const { engine, batcher } = testBench();
  t.strictSame(await batcher.submit([]), []);
  t.strictSame(engine.batches, []);
});

void t.test('a row that no batch could hold is a bug of ours', async (t) => {
  const { engine, batcher } = testBench();
  for (const wrong of [row(33), row(0), row(10, 0, 4)]) {
    await t.rejects(batcher.submit([row(1), wrong]), { code: 'ERR_ASSERTION' });
  }
  t.strictSame(engine.batches, [], 'its neighbours are not queued either');
  batcher.assertConsistent();
});

void t.test('limits that the longest row breaks are refused at the start', (t) => {
  const build = () =>
    new Batcher(
      [new Lane(new ScriptedEngine())],
      { ...limits, tokens: 31 },
      { windowMs: 0, maxQueuedTokens: 100 },
      new FakeClock(),
    );
  t.throws(build, { code: 'ERR_ASSERTION' });
  t.end();
});

void t.test('close refuses newcomers and waits for everybody else', async (t) => {
  const { engine, batcher, clock, submit } = testBench({ windowMs: 0, measured: steady });
  const running = submit([row(3, 1)]);
  const waiting = submit([row(4, 2)]);
  let closed = false;
  const closing = batcher.close().then(() => (closed = true));
  t.equal(batcher.inFlight, 2, 'nobody else comes, so nobody waits for company');
  t.equal(clock.timers, 0);
  await t.rejects(batcher.submit([row(1)]), { code: 'SHUTTING_DOWN' });

  await engine.finish();
  t.strictSame(namesIn(running), [1]);
  t.equal(closed, false);
  await engine.finish();
  t.strictSame(namesIn(waiting), [2]);
  await closing;
  await batcher.close();
});

void t.test('closing an idle batcher is done at once', async (t) => {
  await testBench().batcher.close();
  t.end();
});
