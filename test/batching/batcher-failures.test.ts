import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { fail } from '../../src/errors.js';
import { answerTo, lengthsOf, row } from './rows.js';
import { codeOf, namesIn, steady, testBench } from './test-bench.js';

void t.test('when a client goes, its waiting rows go too', async (t) => {
  const { engine, batcher, clock, submit } = testBench({ windowMs: 0, measured: steady });
  const client = new AbortController();
  submit([row(3)]);
  const gone = submit([row(4), row(5)], { signal: client.signal });
  client.abort();
  await turn();
  t.equal(codeOf(gone), 'CLIENT_GONE');
  t.strictSame([batcher.queuedRows, batcher.queuedTokens, clock.timers], [0, 0, 0]);
  await engine.finish();
  t.equal(engine.batches.length, 1);
});

void t.test('its rows in flight finish for nobody', async (t) => {
  const { engine, batcher, submit } = testBench();
  const client = new AbortController();
  const gone = submit([row(4, 1)], { signal: client.signal });
  client.abort();
  await turn();
  t.equal(codeOf(gone), 'CLIENT_GONE', 'it does not wait for the engine');
  t.equal(batcher.inFlight, 1);
  await engine.finish();
  t.strictSame([gone.settled, gone.answers, batcher.inFlight], [1, undefined, 0]);
});

void t.test('a client that was gone before is not queued, busy as the engine may be', async (t) => {
  const { engine, batcher, submit } = testBench({ windowMs: 0 });
  submit([row(1)]);
  submit([row(2)]);
  await t.rejects(batcher.submit([row(4)], { signal: AbortSignal.abort() }), {
    code: 'CLIENT_GONE',
  });
  await engine.finish();
  await engine.finish();
  t.strictSame(engine.batches.map(lengthsOf), [[1], [2]]);
});

void t.test('a client that goes after its answer disturbs nobody', async (t) => {
  const { engine, batcher, submit } = testBench();
  const client = new AbortController();
  const caller = submit([row(4, 1)], { signal: client.signal });
  t.equal(getEventListeners(client.signal, 'abort').length, 1);
  await engine.finish();
  t.equal(getEventListeners(client.signal, 'abort').length, 0, 'a signal may live for long');
  client.abort();
  await turn();
  t.strictSame([caller.settled, namesIn(caller)], [1, [1]]);
  batcher.assertConsistent();
});

void t.test(
  'a client whose signal the batcher has not heard yet is not computed for',
  async (t) => {
    const { engine, batcher, submit } = testBench({ windowMs: 0, measured: steady });
    const client = new AbortController();
    submit([row(3)]);
    // Listeners are called in order: this one closes before the batcher's own has run, which sends
    // what waits at once.
    client.signal.addEventListener('abort', () => {
      void batcher.close();
      t.equal(batcher.queuedRows, 0);
    });
    const gone = submit([row(4), row(5)], { signal: client.signal });
    const stays = submit([row(6, 6)]);
    client.abort();
    await turn();
    t.equal(codeOf(gone), 'CLIENT_GONE');
    await engine.finish(3);
    await engine.finish(6);
    t.strictSame(namesIn(stays), [6]);
    t.strictSame(engine.batches.map(lengthsOf), [[3], [6]]);
    batcher.assertConsistent();
  },
);

void t.test('an answer that comes too late is not waited for', async (t) => {
  const { engine, batcher, clock, submit } = testBench({ windowMs: 0, measured: steady });
  const running = submit([row(5)], { withinMs: 10 });
  const waiting = submit([row(4)], { withinMs: 20 });
  clock.advance(10);
  await turn();
  t.equal(codeOf(running), 'DEADLINE_PASSED', 'the engine took longer than expected');
  t.match(running.error, { status: 504, message: /within the 10 ms/ });
  t.equal(waiting.settled, 0);
  clock.advance(10);
  await turn();
  t.equal(codeOf(waiting), 'DEADLINE_PASSED');
  await engine.finish(25);
  await engine.finish(4);
  t.strictSame([engine.batches.length, batcher.queuedRows, batcher.inFlight], [2, 0, 0]);
});

void t.test('rows whose time has passed in the queue are not computed', async (t) => {
  const { engine, batcher, clock, submit } = testBench({ windowMs: 0, measured: steady });
  submit([row(8)]);
  submit([row(7)]);
  clock.advance(8);
  const late = submit([row(6)], { withinMs: 14 });
  clock.advance(14);
  await turn();
  t.equal(codeOf(late), 'DEADLINE_PASSED');
  t.strictSame([batcher.queuedRows, clock.timers], [0, 0]);
  await engine.finish(30);
  await engine.finish(7);
  t.equal(engine.batches.length, 2);
});

void t.test('what cannot be ready in time is refused at once', async (t) => {
  const { engine, clock, submit } = testBench({ windowMs: 0, measured: steady });
  submit([row(20)]);
  submit([row(25)]);
  const refused = submit([row(6)], { withinMs: 50 });
  await turn();
  t.equal(codeOf(refused), 'DEADLINE_UNREACHABLE');
  const message = /about 51 ms, and x-request-timeout-ms allows 50/;
  t.match(refused.error, { status: 503, message, retryAfterMs: 1 }, '20 that run, and its batch');
  const accepted = submit([row(5)], { withinMs: 50 });
  t.equal(clock.timers, 2, 'one for the next batch, one for the deadline');
  await engine.finish(20);
  await engine.finish(30);
  t.equal(accepted.settled, 1, 'it is due before the long one, and takes it along');
  t.equal(clock.timers, 0);
});

void t.test('an answer in time leaves no timer', async (t) => {
  const { engine, clock, submit } = testBench({ windowMs: 0, measured: steady });
  const caller = submit([row(5, 1)], { withinMs: 1000 });
  await engine.finish(5);
  t.strictSame(namesIn(caller), [1]);
  t.equal(clock.timers, 0);
});

void t.test('a failed batch fails its submits, and only them', async (t) => {
  const { engine, batcher, submit } = testBench({ windowMs: 0 });
  const first = submit([row(3)]);
  const second = submit([row(4, 2)]);
  await engine.fail(new Error('shape mismatch'));
  t.equal(codeOf(first), 'ENGINE_FAILED');
  t.match(first.error, { message: /shape mismatch/, cause: { message: 'shape mismatch' } });
  await engine.finish();
  t.strictSame(namesIn(second), [2]);
  t.equal(batcher.inFlight, 0);
});

void t.test(
  'a batch that failed goes row by row: one that fails alone fails by itself',
  async (t) => {
    const { engine, batcher, submit } = testBench({ windowMs: 0 });
    submit([row(9)]);
    submit([row(8)]);
    const greedy = submit([row(6)]);
    const neighbours = submit([row(4, 1), row(5, 2)]);
    await engine.finish();
    await engine.finish();
    t.strictSame(lengthsOf(engine.running), [6, 4, 5]);
    await engine.fail(new Error('no memory'));
    t.strictSame([engine.running, engine.prefetched].map(lengthsOf), [[6], [4]]);
    t.equal(greedy.settled, 0);
    await engine.fail(new Error('no memory'));
    t.equal(codeOf(greedy), 'ENGINE_FAILED');
    await engine.finish();
    await engine.finish();
    t.strictSame(namesIn(neighbours), [1, 2]);
    t.equal(batcher.inFlight, 0);
  },
);

void t.test('an error of the table is passed on as it is', async (t) => {
  const { engine, submit } = testBench();
  const caller = submit([row(3)]);
  const error = fail('ENGINE_UNAVAILABLE', { detail: 'it is starting' });
  await engine.fail(error);
  t.equal(caller.error, error);
});

void t.test('an engine that throws instead of rejecting fails the batch too', async (t) => {
  const { engine, batcher, submit } = testBench();
  engine.run = () => {
    throw new Error('not started');
  };
  const caller = submit([row(3)]);
  await turn();
  t.equal(codeOf(caller), 'ENGINE_FAILED');
  batcher.assertConsistent();
});

void t.test('one failed row fails its whole submit and takes the others out', async (t) => {
  const { engine, batcher, submit } = testBench({ rows: 1, windowMs: 0 });
  const caller = submit([row(3), row(4), row(5), row(6)]);
  t.equal(batcher.queuedRows, 2);
  await engine.fail(new Error('no'));
  t.equal(codeOf(caller), 'ENGINE_FAILED');
  t.equal(batcher.queuedRows, 0);
  await engine.finish();
  t.strictSame([engine.batches.length, batcher.inFlight, caller.settled], [2, 0, 1]);
});

void t.test(
  'an answer of another shape is a bug: it fails the batch, and work goes on',
  async (t) => {
    const { engine, batcher, submit } = testBench();
    const wrongRows = submit([row(3), row(4)]);
    await engine.finishWith({ rows: [answerTo(row(3))], inferenceMs: 1 });
    t.equal(codeOf(wrongRows), 'ERR_ASSERTION');

    const wrongMasks = submit([row(3, 0, 2)]);
    await engine.finishWith({ rows: [answerTo(row(3))], inferenceMs: 1 });
    t.equal(codeOf(wrongMasks), 'ERR_ASSERTION');

    const caller = submit([row(3, 1)]);
    await engine.finish();
    t.strictSame(namesIn(caller), [1]);
    batcher.assertConsistent();
  },
);

void t.test('after an engine died, the batch it was computing goes row by row', async (t) => {
  const { engine, submit } = testBench();
  const one = submit([row(3, 1), row(4, 2)]);
  const other = submit([row(5, 3)]);
  await engine.die();
  t.strictSame([engine.running, engine.prefetched].map(lengthsOf), [[3], [4]]);
  await engine.finish();
  await engine.finish();
  await engine.finish();
  t.strictSame([namesIn(one), namesIn(other)], [[1, 2], [3]]);
});

void t.test(
  'a row of which the engine dies twice is refused, its neighbours are not',
  async (t) => {
    const { engine, batcher, submit } = testBench({ windowMs: 0 });
    const first = submit([row(9, 9)]);
    const killer = submit([row(3)]);
    const neighbour = submit([row(4, 2)]);
    await engine.finish();
    t.strictSame(namesIn(first), [9]);
    // The killer and its neighbour were apart here; what dies with them is one row each.
    await engine.die();
    t.strictSame(lengthsOf(engine.running), [3]);
    await engine.die();
    t.equal(codeOf(killer), 'ROW_REFUSED');
    t.match(killer.error, { cause: { message: 'exit code 139' } });
    await engine.finish();
    t.strictSame(namesIn(neighbour), [2]);
    t.equal(batcher.inFlight, 0);
  },
);

void t.test('two deaths are enough even when the row was by itself both times', async (t) => {
  const { engine, submit } = testBench();
  const killer = submit([row(3)]);
  await engine.die();
  t.equal(killer.settled, 0);
  await engine.die();
  t.equal(codeOf(killer), 'ROW_REFUSED');
  t.equal(engine.batches.length, 2);
});

void t.test('a refused row takes the rest of its submit out', async (t) => {
  const { engine, batcher, submit } = testBench();
  const caller = submit([row(3), row(4), row(5)]);
  await engine.die();
  await engine.die();
  t.equal(codeOf(caller), 'ROW_REFUSED');
  t.strictSame([batcher.inFlight, batcher.queuedRows], [0, 0]);
});

void t.test('a batch that was only prefetched goes again as it was, unblamed', async (t) => {
  const { engine, batcher, submit } = testBench({ windowMs: 0 });
  const killer = submit([row(9)]);
  const innocent = submit([row(4, 1), row(5, 2)]);
  await engine.die();
  t.strictSame([engine.running, engine.prefetched].map(lengthsOf), [[9], [4, 5]]);
  await engine.die();
  t.equal(codeOf(killer), 'ROW_REFUSED');
  t.strictSame(lengthsOf(engine.running), [4, 5]);
  // However often: only deaths while computing count.
  for (let death = 0; death < 5; death += 1) await engine.die('idle');
  t.strictSame(lengthsOf(engine.running), [4, 5]);
  await engine.finish();
  t.strictSame(namesIn(innocent), [1, 2]);
  batcher.assertConsistent();
});

void t.test('rows that come back keep their order of arrival', async (t) => {
  const { engine, submit } = testBench({ rows: 1, windowMs: 0 });
  submit([row(3), row(4), row(5), row(6)]);
  await engine.die();
  t.strictSame(lengthsOf(engine.running), [3]);
  for (const tokens of [3, 4, 5, 6]) {
    t.strictSame(lengthsOf(engine.running), [tokens]);
    await engine.finish();
  }
});

void t.test('rows of a client that has gone are not sent again', async (t) => {
  const { engine, batcher, submit } = testBench();
  const client = new AbortController();
  submit([row(3)], { signal: client.signal });
  client.abort();
  await engine.die();
  t.strictSame([engine.batches.length, batcher.inFlight, batcher.queuedRows], [1, 0, 0]);
});

void t.test('closing waits for rows that an engine died of', async (t) => {
  const { engine, batcher, submit } = testBench();
  const caller = submit([row(3, 1)]);
  const closing = batcher.close();
  await engine.die();
  await engine.finish();
  await closing;
  t.strictSame(namesIn(caller), [1]);
});
