import type { ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { EnginePool } from '../../src/engine/pool.js';
import { endOf, options, row, scriptedSpawn } from './test-bench.js';

type Programs = [string, ...string[]];

/** A pool whose engines run these programs, one list for each; closed when the test ends. */
async function startPool(t: Test, ...programs: readonly Programs[]) {
  const scripts = programs.map((names) => scriptedSpawn(...names));
  const events = new EventEmitter();
  const pool = await EnginePool.start(
    scripts.map(() => options),
    {
      spawnOf: (index) => scripts[index]?.spawn,
      eventsOf: (index) => ({
        stopped: () => events.emit(`stopped ${index}`),
        restarted: () => events.emit(`restarted ${index}`),
        startFailed: () => events.emit(`failed ${index}`),
      }),
    },
  );
  t.teardown(() => pool.close());
  return { pool, events, children: scripts.map(({ children }) => children) };
}

const kill = (children: readonly (readonly ChildProcess[])[], index: number) =>
  children[index]?.at(-1)?.kill('SIGKILL');

/** Whether a promise has settled by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.catch(() => undefined).finally(() => (settled = true));
  await turn();
  return settled;
}

const answer = (sum: number) => ({ rows: [{ pooled: [sum] }] });

void t.test('batches are answered, whoever computes them', async (t) => {
  const { pool } = await startPool(t, ['echo'], ['echo'], ['echo']);
  t.equal(pool.ready, true);
  const results = await Promise.all([1, 2, 3, 4, 5, 6].map((token) => pool.run([row(token)])));
  t.match(results, [1, 2, 3, 4, 5, 6].map(answer));
  t.match(pool.engines, [
    { device: options.device, started: { provider: 'fake' }, ready: true, restarts: 0 },
    { ready: true, restarts: 0 },
    { ready: true, restarts: 0 },
  ]);
});

void t.test('what comes while one is busy goes to the other', async (t) => {
  const { pool } = await startPool(t, ['never-answers'], ['echo']);
  const stuck = pool.run([row(1)]);
  t.match(await pool.run([row(2)]), answer(2));
  t.match(await pool.run([row(3)]), answer(3));
  t.equal(await isSettled(stuck), false);
  await pool.close();
  await t.rejects(stuck, { name: 'EngineStopped' });
});

void t.test('an engine has two batches at most; others wait for a place', async (t) => {
  const { pool, children } = await startPool(t, ['never-answers', 'echo'], ['never-answers']);
  const lost = [1, 2, 3, 4].map((token) => pool.run([row(token)]));
  const all = Promise.allSettled(lost);
  const waiting = [5, 6].map((token) => pool.run([row(token)]));
  t.equal(await isSettled(Promise.race(waiting)), false);
  kill(children, 0);
  const outcomes = await Promise.allSettled(lost.filter((_, index) => index % 2 === 0));
  t.match(outcomes, [
    { status: 'rejected', reason: { name: 'EngineStopped', running: true } },
    { status: 'rejected', reason: { name: 'EngineStopped', running: false } },
  ]);
  t.match(await Promise.all(waiting), [answer(5), answer(6)], 'by the new process');
  await pool.close();
  await all;
});

void t.test('an engine that is down gets nothing while another is up', async (t) => {
  const { pool, events, children } = await startPool(t, ['echo', 'never-ready'], ['echo']);
  const stopped = once(events, 'stopped 0');
  kill(children, 0);
  await stopped;
  t.equal(pool.ready, true);
  t.match(pool.engines, [{ ready: false }, { ready: true }]);
  const results = await Promise.all([1, 2, 3, 4, 5].map((token) => pool.run([row(token)])));
  t.match(results, [1, 2, 3, 4, 5].map(answer));
});

void t.test('its restart is seen, and it gets batches again', async (t) => {
  const { pool, events, children } = await startPool(t, ['echo', 'echo'], ['never-answers']);
  const restarted = once(events, 'restarted 0');
  kill(children, 0);
  await restarted;
  t.match(pool.engines, [
    { ready: true, restarts: 1 },
    { ready: true, restarts: 0 },
  ]);
  t.match(await pool.run([row(1)]), answer(1));
});

void t.test('while all are being started again, batches wait', async (t) => {
  const { pool, events, children } = await startPool(t, ['echo'], ['echo']);
  const stopped = Promise.all([once(events, 'stopped 0'), once(events, 'stopped 1')]);
  kill(children, 0);
  kill(children, 1);
  await stopped;
  t.equal(pool.ready, false);
  t.match(await pool.run([row(1)]), answer(1));
});

void t.test('a batch waits for the engine that may come, not for one that did not', async (t) => {
  const { pool, events, children } = await startPool(
    t,
    ['echo', 'exits-before-ready', 'echo'],
    ['echo', 'never-ready'],
  );
  const failed = once(events, 'failed 0');
  kill(children, 0);
  kill(children, 1);
  await failed;
  t.match(await pool.run([row(1)]), answer(1), 'the second start of the first');
});

void t.test('when all have failed to start again, batches are refused', async (t) => {
  const { pool, events, children } = await startPool(
    t,
    ['echo', 'exits-before-ready'],
    ['echo', 'load-fails'],
  );
  const failed = Promise.all([once(events, 'failed 0'), once(events, 'failed 1')]);
  const stopped = Promise.all([once(events, 'stopped 0'), once(events, 'stopped 1')]);
  kill(children, 0);
  kill(children, 1);
  await stopped;
  const unavailable = { code: 'ENGINE_UNAVAILABLE', message: /its last start failed/ };
  await t.rejects(pool.run([row(1)]), unavailable, 'who waited');
  await failed;
});

void t.test('one that does not start at all is told, and the others are ended', async (t) => {
  const scripts = [scriptedSpawn('echo'), scriptedSpawn('load-fails'), scriptedSpawn('echo')];
  const start = EnginePool.start([options, options, options], {
    spawnOf: (index) => scripts[index]?.spawn,
  });
  await t.rejects(start, {
    code: 'ENGINE_START_FAILED',
    message: 'The engine did not start: the graph makes no sense.',
  });
  const ends = await Promise.all(scripts.map(({ children }) => endOf(children[0])));
  t.strictSame(ends, [0, 'SIGKILL', 0]);
});

void t.test('close ends all, and who waits for a place is told', async (t) => {
  const { pool, children } = await startPool(t, ['never-answers'], ['never-answers']);
  const open = Promise.allSettled([1, 2, 3, 4].map((token) => pool.run([row(token)])));
  const waiting = pool.run([row(5)]);
  const refused = t.rejects(waiting, { code: 'ENGINE_UNAVAILABLE', message: /it is closed/ });
  await pool.close();
  await refused;
  for (const one of await open) {
    t.match(one, { status: 'rejected', reason: { name: 'EngineStopped' } });
  }
  t.strictSame(await Promise.all(children.map(([child]) => endOf(child))), [0, 0]);
  t.equal(pool.ready, false);
  await t.rejects(pool.run([row(6)]), { code: 'ENGINE_UNAVAILABLE' });
});
