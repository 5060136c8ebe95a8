/** Engines that hang, fail batch after batch, or die as soon as they are ready. By a fake clock. */
import { once } from 'node:events';
import t from 'tap';
import { Engine } from '../../src/engine/engine.js';
import { defaultTimeouts } from '../../src/engine/timeouts.js';
import { FakeClock } from '../batching/fake-clock.js';
import { endOf, options, row, scriptedSpawn, startTimedEngine } from './test-bench.js';

const { batchMs: BATCH_MS, startMs: START_MS } = defaultTimeouts;

void t.test('a batch that is not answered in time ends its process', async (t) => {
  const clock = new FakeClock();
  const { engine, events, children } = await startTimedEngine(t, clock, 'never-answers', 'echo');
  const stopped = once(events, 'stopped');
  const restarted = once(events, 'restarted');
  const lost = Promise.allSettled([engine.run([row(1)]), engine.run([row(2)])]);
  // The calls are sent a moment later.
  await Promise.resolve();
  clock.advance(BATCH_MS - 1);
  t.equal(engine.ready, true);
  clock.advance(1);
  const message = 'it gave no answer for 60000 ms and was killed';
  t.match(await lost, [
    { reason: { name: 'EngineStopped', message, running: true } },
    { reason: { name: 'EngineStopped', message, running: false } },
  ]);
  t.strictSame(await stopped, [message, 0]);
  t.equal(await endOf(children[0]), 'SIGKILL');
  await restarted;
  t.match(await engine.run([row(5)]), { rows: [{ pooled: [5] }] });
  t.equal(clock.timers, 0, 'and nothing is watched while nothing is computed');
});

void t.test('each batch has its own time, from when it is begun', async (t) => {
  const clock = new FakeClock();
  const { engine, children } = await startTimedEngine(t, clock, 'answers-when-told');
  const [child] = children;
  const first = engine.run([row(1)]);
  const second = engine.run([row(2)]);
  await Promise.resolve();
  clock.advance(BATCH_MS - 1);
  child?.kill('SIGUSR2');
  t.match(await first, { rows: [{ pooled: [1] }] });
  clock.advance(BATCH_MS - 1);
  child?.kill('SIGUSR2');
  t.match(await second, { rows: [{ pooled: [2] }] });
  t.strictSame([engine.restarts, clock.timers], [0, 0]);
});

void t.test('a batch may take five times the warm-up', async (t) => {
  const clock = new FakeClock();
  const { engine } = await startTimedEngine(t, clock, 'warms-up-slowly', 'echo');
  const lost = t.rejects(engine.run([row(1)]), { message: /no answer for 100000 ms/ });
  await Promise.resolve();
  clock.advance(99_999);
  t.equal(engine.ready, true);
  clock.advance(1);
  await lost;
});

void t.test('a start that hangs is refused, and leaves no process', async (t) => {
  const clock = new FakeClock();
  const { spawn, children } = scriptedSpawn('never-ready');
  const starting = Engine.start(options, {}, { spawn, clock });
  const refused = t.rejects(starting, {
    code: 'ENGINE_START_FAILED',
    message: /not ready within 600000 ms; --start-timeout-ms can allow more/,
  });
  clock.advance(START_MS - 1);
  t.equal(children[0]?.killed, false);
  clock.advance(1);
  await refused;
  t.equal(await endOf(children[0]), 'SIGKILL');
  t.equal(clock.timers, 0);
});

void t.test(
  'a restart that hangs is waited for as long as a batch, and then retried',
  async (t) => {
    const clock = new FakeClock();
    const programs = ['exits-mid-batch', 'never-ready', 'echo'] as const;
    const { engine, events } = await startTimedEngine(t, clock, ...programs);
    await t.rejects(engine.run([row(1)]), { name: 'EngineStopped' });
    const waiting = t.rejects(engine.run([row(2)]), {
      code: 'ENGINE_UNAVAILABLE',
      message: /still being started/,
    });
    t.equal(engine.readiness, 'starting');
    clock.advance(BATCH_MS);
    await waiting;
    t.equal(engine.readiness, 'down');
    const failed = once(events, 'startFailed');
    clock.advance(START_MS - BATCH_MS);
    t.match(await failed, [{ code: 'ENGINE_START_FAILED' }, 100]);
    const restarted = once(events, 'restarted');
    clock.advance(100);
    await restarted;
    t.match(await engine.run([row(3)]), { rows: [{ pooled: [3] }] });
  },
);

void t.test('processes that die as soon as they compute are started ever later', async (t) => {
  const clock = new FakeClock();
  const { engine, events } = await startTimedEngine(t, clock, 'exits-mid-batch');
  const pauses: unknown[] = [];
  for (let death = 0; death < 6; death += 1) {
    const stopped = once(events, 'stopped');
    await t.rejects(engine.run([row(1)]), { name: 'EngineStopped' });
    const pause: unknown = (await stopped)[1];
    pauses.push(pause);
    if (pause === 0) continue;
    t.strictSame([engine.ready, engine.readiness, await engine.check()], [false, 'down', false]);
    await t.rejects(engine.run([row(1)]), {
      code: 'ENGINE_UNAVAILABLE',
      message: /ended with code 7/,
      retryAfterMs: pause,
    });
    const restarted = once(events, 'restarted');
    clock.advance(Number(pause));
    await restarted;
    t.equal(await engine.check(), true);
  }
  t.strictSame(pauses, [0, 0, 0, 100, 200, 400]);
});

void t.test('once one has computed for a while, the next start is at once again', async (t) => {
  const clock = new FakeClock();
  const { engine, events } = await startTimedEngine(t, clock, 'killed-by-13');
  const die = async (): Promise<unknown> => {
    const stopped = once(events, 'stopped');
    await t.rejects(engine.run([row(13)]), { name: 'EngineStopped' });
    return (await stopped)[1];
  };
  for (let death = 0; death < 3; death += 1) t.equal(await die(), 0);
  await engine.run([row(1)]);
  clock.advance(30_000);
  await engine.run([row(1)]);
  for (let death = 0; death < 3; death += 1) t.equal(await die(), 0);
  clock.advance(30_000);
  t.equal(await die(), 100, 'time alone does not help');
});

void t.test('three batches that fail in a row end the process, and blame nobody', async (t) => {
  const clock = new FakeClock();
  const { engine, events, children } = await startTimedEngine(t, clock, 'refuses-13', 'echo');
  const stopped = once(events, 'stopped');
  const results = await Promise.allSettled([
    ...[13, 13, 1, 13, 13, 13].map((token) => engine.run([row(token)])),
    engine.run([row(2)]),
  ]);
  const refused = { reason: { message: 'token 13 is bad luck' } };
  t.match(results, [
    ...[refused, refused, { status: 'fulfilled' }, refused, refused, refused],
    { reason: { name: 'EngineStopped', running: false } },
  ]);
  t.strictSame(await stopped, ['it failed 3 batches in a row and was killed', 0]);
  t.equal(await endOf(children[0]), 'SIGKILL');
});

void t.test('who has just computed is not asked; who has not for long, is', async (t) => {
  const clock = new FakeClock();
  const { engine } = await startTimedEngine(t, clock, 'answers-when-told');
  t.equal(await engine.check(), true, 'it has just warmed up');
  clock.advance(9999);
  t.equal(await engine.check(), true);
  clock.advance(1);
  const checks = [engine.check(), engine.check()];
  clock.advance(1000);
  t.strictSame(await Promise.all(checks), [false, false], 'no answer within a second');
  const next = engine.check();
  process.kill(engine.pid ?? 0, 'SIGUSR2');
  t.equal(await next, true, 'there was one row for all');
  t.equal(await engine.check(), true);
});

void t.test('after a batch that failed it is not ready until one works', async (t) => {
  const { engine } = await startTimedEngine(t, new FakeClock(), 'refuses-13');
  await t.rejects(engine.run([row(13)]), { message: /bad luck/ });
  t.equal(engine.ready, false);
  t.equal(await engine.check(), true);
  t.equal(engine.ready, true);
});

void t.test('an idle process that hangs is found by a check', async (t) => {
  const clock = new FakeClock();
  const { engine, events } = await startTimedEngine(t, clock, 'never-answers', 'echo');
  clock.advance(10_000);
  const check = engine.check();
  clock.advance(1000);
  t.equal(await check, false);
  const restarted = once(events, 'restarted');
  clock.advance(BATCH_MS - 1000);
  await restarted;
  t.equal(await engine.check(), true);
});

void t.test('a signal ends a start, and its process', async (t) => {
  const { spawn, children } = scriptedSpawn('never-ready');
  const abort = new AbortController();
  const { signal } = abort;
  const starting = Engine.start(options, {}, { spawn, signal });
  abort.abort(new Error('enough'));
  await t.rejects(starting, { message: 'enough' });
  t.equal(await endOf(children[0]), 'SIGKILL');
  await t.rejects(Engine.start(options, {}, { spawn, signal }), { message: 'enough' });
  t.equal(children.length, 1);
});

void t.test('after a start, the signal is nothing to it', async (t) => {
  const { spawn } = scriptedSpawn('echo');
  const abort = new AbortController();
  const { engine } = await Engine.start(options, {}, { spawn, signal: abort.signal });
  t.teardown(() => engine.close());
  abort.abort();
  t.match(await engine.run([row(1)]), { rows: [{ pooled: [1] }] });
});
