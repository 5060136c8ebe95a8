import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { EnginePool } from '../../src/engine/pool.js';
import { endOf, options, row, scriptedSpawn } from './test-bench.js';

const start = (...programs: readonly [string, ...string[]][]) => {
  const scripts = programs.map((names) => scriptedSpawn(...names));
  const starting = EnginePool.start(
    scripts.map(() => options),
    { spawnOf: (index) => scripts[index]?.spawn },
  );
  const first = () => scripts.map(({ children }): ChildProcess | undefined => children[0]);
  return { starting, first };
};

void t.test('each has its device, and computes for itself', async (t) => {
  const pool = await start(['echo'], ['echo']).starting;
  t.teardown(() => pool.close());
  t.equal(await pool.check(), true);
  for (const [index, { device, engine, started }] of pool.engines.entries()) {
    t.strictSame([device, started.provider], [options.device, 'fake']);
    t.match(await engine.run([row(index)]), { rows: [{ pooled: [index] }] });
  }
});

void t.test('a pool computes while one of its engines does', async (t) => {
  const { starting, first } = start(['echo', 'never-ready'], ['echo', 'never-ready']);
  const pool = await starting;
  t.teardown(() => pool.close());
  const kill = async (child: ChildProcess | undefined) => {
    if (child === undefined) throw new TypeError('it was started');
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  const [one, other] = first();
  await kill(one);
  t.strictSame(
    pool.engines.map(({ engine }) => engine.readiness),
    ['starting', 'ready'],
  );
  t.equal(await pool.check(), true);
  await kill(other);
  t.equal(await pool.check(), false);
});

void t.test('one that does not start at all is told, and the others are ended', async (t) => {
  const { starting, first } = start(['echo'], ['load-fails'], ['echo']);
  await t.rejects(starting, {
    code: 'ENGINE_START_FAILED',
    message: 'The engine did not start: the graph makes no sense.',
  });
  t.strictSame(await Promise.all(first().map((child) => endOf(child))), [0, 'SIGKILL', 0]);
});

void t.test('close ends all', async (t) => {
  const { starting, first } = start(['echo'], ['echo']);
  const pool = await starting;
  await pool.close();
  t.strictSame(await Promise.all(first().map((child) => endOf(child))), [0, 0]);
  t.equal(await pool.check(), false);
});
