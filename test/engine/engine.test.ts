import { spawn as spawnProgram } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import t from 'tap';
import { Engine } from '../../src/engine/engine.js';
import type { Spawn } from '../../src/engine/spawn.js';
import { EngineStopped } from '../../src/engine/stopped.js';
import { endOf, options, row, scriptedSpawn, startEngine } from './test-bench.js';

/** The system finds no such program: the error is an event, and there is no channel. */
const notFound: Spawn = () => spawnProgram('no-such-program', { stdio: 'ignore' });

/** The system cannot start any: the error is thrown. */
const outOfMemory: Spawn = () => {
  throw new Error('spawn ENOMEM');
};

void t.test('batches are answered, each with its own', async (t) => {
  const { engine, ready, children } = await startEngine(t, 'echo');
  const times = { loadMs: 1, warmUpMs: 2, measured: [] };
  t.strictSame(ready, { provider: 'fake', integerSums: null, ...times });
  t.strictSame([engine.ready, engine.restarts, engine.pid], [true, 0, children[0]?.pid]);
  const results = await Promise.all([
    engine.run([row(1, 2), row(30)]),
    engine.run([row(4)]),
    engine.run([row(5, 5, 5)]),
  ]);
  t.strictSame(
    results.map(({ rows }) => rows.map((answer) => answer.pooled)),
    [[Float32Array.of(3), Float32Array.of(30)], [Float32Array.of(4)], [Float32Array.of(15)]],
  );
});

void t.test('a batch that the model refuses is an ordinary error', async (t) => {
  const { engine, children } = await startEngine(t, 'refuses-13');
  const refused = engine.run([row(13)]);
  const next = engine.run([row(14)]);
  await t.rejects(refused, { name: 'Error', message: 'token 13 is bad luck' });
  t.match(await next, { rows: [{ pooled: [14], labels: null }] });
  t.equal(children.length, 1, 'the process lives on');
});

void t.test('answers that nobody waits for are ignored', async (t) => {
  const { engine } = await startEngine(t, 'babbles');
  t.match(await engine.run([row(1)]), { rows: [{ pooled: [1], labels: null }] });
  t.match(await engine.run([row(2)]), { rows: [{ pooled: [2], labels: null }] });
});

void t.test('a process that exits takes its batches along', async (t) => {
  const { engine, events } = await startEngine(t, 'exits-mid-batch', 'echo');
  const stopped = once(events, 'stopped');
  const lost = await Promise.allSettled([engine.run([row(1)]), engine.run([row(2)])]);
  const message = 'its process ended with code 7';
  t.match(lost, [
    { status: 'rejected', reason: { name: 'EngineStopped', message, running: true } },
    { status: 'rejected', reason: { name: 'EngineStopped', message, running: false } },
  ]);
  t.strictSame(await stopped, [message, 0]);
});

void t.test('a process that crashes is replaced, and the next batch is answered', async (t) => {
  const { engine, events, children } = await startEngine(t, 'killed-by-13');
  const restarted = once(events, 'restarted');
  const before = engine.pid;
  await t.rejects(engine.run([row(13)]), new EngineStopped('its process ended by SIGKILL', true));
  t.equal(engine.ready, false);

  t.match(
    await engine.run([row(5)]),
    { rows: [{ pooled: [5], labels: null }] },
    'a call waits for the new one',
  );
  t.match(await restarted, [{ provider: 'fake' }]);
  t.strictSame([engine.ready, engine.restarts, children.length], [true, 1, 2]);
  t.not(engine.pid, before);
  t.equal(engine.pid, children[1]?.pid);
});

void t.test('an idle process that is killed is replaced too', async (t) => {
  const { engine, events, children } = await startEngine(t, 'echo');
  const stopped = once(events, 'stopped');
  const restarted = once(events, 'restarted');
  children[0]?.kill('SIGKILL');
  t.strictSame(await stopped, ['its process ended by SIGKILL', 0]);
  await restarted;
  t.match(await engine.run([row(5)]), { rows: [{ pooled: [5], labels: null }] });
});

void t.test('a first start that does not work tells why, and leaves no process', async (t) => {
  const refused = async (name: string, reason: string, end: number | string) => {
    const { spawn, children } = scriptedSpawn(name);
    await t.rejects(Engine.start(options, {}, { spawn }), {
      code: 'ENGINE_START_FAILED',
      message: `The engine did not start: ${reason}.`,
    });
    t.equal(await endOf(children[0]), end);
    t.equal(children.length, 1, 'and it is not tried again');
  };
  await refused('exits-before-ready', 'its process ended with code 3', 3);
  await refused('load-fails', 'the graph makes no sense', 'SIGKILL');
});

void t.test('nor does one whose program cannot be run', async (t) => {
  await t.rejects(Engine.start(options, {}, { spawn: notFound }), {
    code: 'ENGINE_START_FAILED',
    message: /spawn no-such-program ENOENT/,
  });
  await t.rejects(Engine.start(options, {}, { spawn: outOfMemory }), {
    code: 'ENGINE_START_FAILED',
    message: /spawn ENOMEM/,
  });
});

void t.test('after a restart that fails, calls are refused until a later one works', async (t) => {
  const programs = ['killed-by-13', 'exits-before-ready', 'load-fails', 'echo'] as const;
  const { engine, events, children } = await startEngine(t, ...programs);
  const firstFailure = once(events, 'startFailed');
  const restarted = once(events, 'restarted');
  await t.rejects(engine.run([row(13)]), { name: 'EngineStopped' });
  const unavailable = { code: 'ENGINE_UNAVAILABLE', status: 503, message: /its last start failed/ };
  await t.rejects(engine.run([row(1)]), unavailable, 'who waited for the restart');
  t.match(await firstFailure, [{ code: 'ENGINE_START_FAILED' }, 100]);
  await t.rejects(engine.run([row(1)]), unavailable, 'who came after it');
  t.match(await once(events, 'startFailed'), [{ message: /the graph makes no sense/ }, 200]);

  await restarted;
  t.match(await engine.run([row(1)]), { rows: [{ pooled: [1], labels: null }] });
  t.strictSame([engine.ready, engine.restarts, children.length], [true, 1, 4]);
});

void t.test('a restart that the system does not allow is tried again', async (t) => {
  const { spawn } = scriptedSpawn('killed-by-13');
  const starts = [spawn, outOfMemory, notFound, spawn];
  const events = new EventEmitter();
  const failures: string[] = [];
  const { engine } = await Engine.start(
    options,
    {
      startFailed: (error) => failures.push(error.message),
      restarted: () => events.emit('restarted'),
    },
    { spawn: () => (starts.shift() ?? notFound)() },
  );
  t.teardown(() => engine.close());
  const restarted = once(events, 'restarted');
  await t.rejects(engine.run([row(13)]), { name: 'EngineStopped' });
  await restarted;
  t.match(await engine.run([row(1)]), { rows: [{ pooled: [1], labels: null }] });
  t.match(failures, [/: spawn ENOMEM\.$/, /: spawn no-such-program ENOENT\.$/]);
});

void t.test('close does not wait for a process that never was one', async (t) => {
  const { spawn } = scriptedSpawn('exits-mid-batch');
  const starts = [spawn];
  const events = new EventEmitter();
  const { engine } = await Engine.start(
    options,
    { startFailed: () => events.emit('startFailed') },
    { spawn: () => (starts.shift() ?? notFound)() },
  );
  const failed = once(events, 'startFailed');
  await t.rejects(engine.run([row(1)]), { name: 'EngineStopped' });
  await failed;
  await engine.close();
});

void t.test('the last words of a process that has ended change nothing', async (t) => {
  const { engine, events, children } = await startEngine(t, 'exits-mid-batch', 'never-ready');
  const failed = once(events, 'startFailed');
  await t.rejects(engine.run([row(1)]), { name: 'EngineStopped' });
  const [, second] = children;
  // The system may tell of the end before it gives what was written just before it.
  second?.emit('exit', 1, null);
  await failed;
  second?.emit('message', {
    kind: 'ready',
    ready: { provider: '', integerSums: null, loadMs: 0, warmUpMs: 0 },
  });
  second?.emit('message', { kind: 'result', id: 0, result: { rows: [], inferenceMs: 0 } });
  second?.emit('error', new Error('kill EPERM'));
  t.equal(engine.ready, false);
  await t.rejects(engine.run([row(1)]), { code: 'ENGINE_UNAVAILABLE' });
});

void t.test('close ends the process', async (t) => {
  const { engine, children } = await startEngine(t, 'echo');
  await engine.close();
  t.equal(await endOf(children[0]), 0);
  t.equal(engine.ready, false);
  await t.rejects(engine.run([row(1)]), { code: 'ENGINE_UNAVAILABLE', message: /it is closed/ });
  await engine.close();
});

void t.test('close ends a process that does not want to', async (t) => {
  const { engine, children } = await startEngine(t, 'stays');
  await engine.close();
  t.equal(await endOf(children[0]), 'SIGKILL');
});

void t.test('close does not wait for batches, and starts nothing anew', async (t) => {
  const { engine, children } = await startEngine(t, 'never-answers');
  const lost = t.rejects(engine.run([row(1)]), { name: 'EngineStopped' });
  await engine.close();
  await lost;
  t.equal(children.length, 1);
});

void t.test('close ends a process that is being started again', async (t) => {
  const { engine, children } = await startEngine(t, 'exits-mid-batch', 'never-ready');
  await t.rejects(engine.run([row(1)]), { name: 'EngineStopped' });
  const waiting = t.rejects(engine.run([row(2)]), { message: /it is closed/ });
  await engine.close();
  await waiting;
  t.equal(await endOf(children[1]), 0);
  t.equal(children.length, 2);
});

void t.test('close ends the tries to start again', async (t) => {
  const { engine, events, children } = await startEngine(
    t,
    'exits-mid-batch',
    'exits-before-ready',
  );
  await t.rejects(engine.run([row(1)]), { name: 'EngineStopped' });
  await once(events, 'startFailed');
  await engine.close();
  // The test's process ends by itself only where no timer is left.
  t.equal(children.length, 2);
});
