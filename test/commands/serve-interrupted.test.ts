/** `mascarilla serve` ended by a signal before it serves: nothing is left, neither files nor processes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { fromRoot } from '../root.js';
import { Running } from './cli.js';
import { serveOnce } from './homes.js';

const MODEL = fromRoot('models/clinical-es-mini');

/** How long to wait before a test says what it waits for in vain. */
const MOST_MS = 60_000;

function start(t: Test, home: string, flags: readonly string[] = []): Running {
  const running = new Running([
    ...['serve', '--port', '0', '--threads', '1', '--mascarilla-home', home],
    ...['--models', MODEL, ...flags],
  ]);
  t.teardown(() => running.child.kill('SIGKILL'));
  return running;
}

async function until(what: string, running: Running, holds: () => boolean): Promise<void> {
  const latest = performance.now() + MOST_MS;
  while (!holds()) {
    if (running.child.exitCode !== null) throw new Error(`it ended: ${running.stderr}`);
    if (performance.now() > latest) throw new Error(`${what} did not happen: ${running.stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Child processes of a process, by the kernel's list. */
const childrenOf = ({ child: { pid } }: Running): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

/** Whether a child runs the engine's program, not yet the copy of its parent that `fork` made. */
const runsAnEngine = (pid: number): boolean =>
  readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('engine/child');

const packagesOf = (home: string): string[] => {
  const folder = join(home, 'packages');
  return existsSync(folder) ? readdirSync(folder) : [];
};

void t.test('while it converts', async (t) => {
  const home = t.testdir({});
  const running = start(t, home);
  await until('a conversion', running, () => packagesOf(home).some((name) => /partial/.test(name)));
  running.child.kill('SIGTERM');
  const { code, stdout } = await running.ended();
  t.strictSame([code, stdout], [0, '']);
  t.strictSame(packagesOf(home), []);
});

void t.test('while it compares a conversion, with an engine', async (t) => {
  const home = t.testdir({});
  const running = start(t, home, ['--precision', 'int8']);
  await until('the comparison', running, () => running.stderr.includes('comparing the model'));
  await until('an engine', running, () => childrenOf(running).length > 0);
  const engines = childrenOf(running);
  running.child.kill('SIGINT');
  // Standard error is the engine's too: that it is closed tells that both have ended.
  t.equal((await running.ended()).code, 0);
  t.strictSame(packagesOf(home), []);
  t.strictSame(engines.filter(isAlive), []);
});

void t.test('while its engines start', async (t) => {
  const home = t.testdir({});
  await serveOnce(t, home, MODEL);
  const before = packagesOf(home);
  const running = start(t, home, ['--devices', 'cpu:2x1']);
  // A child stopped before it runs its own program would stop its parent, which waits for that in `spawn`.
  const started = (): number[] => childrenOf(running).filter(runsAnEngine);
  await until('the start of engines', running, () => started().length === 2);
  const engines = started();
  // An engine that hangs does not hear that its channel closes.
  for (const pid of engines) process.kill(pid, 'SIGSTOP');
  running.child.kill('SIGTERM');
  const { code, stdout } = await running.ended();
  t.strictSame([code, stdout], [0, '']);
  t.strictSame(engines.filter(isAlive), []);
  t.strictSame(packagesOf(home), before);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
