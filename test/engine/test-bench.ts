import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { realClock, type Clock } from '../../src/clock.js';
import { Engine } from '../../src/engine/engine.js';
import type { Spawn } from '../../src/engine/spawn.js';
import type { EngineOptions, Row } from '../../src/engine/protocol.js';

/** The programs under children/ load nothing. */
export const options: EngineOptions = {
  directory: 'nowhere',
  precision: 'fp32',
  model: {
    modelType: 'roberta',
    head: { kind: 'none' },
    embeds: true,
    vocabularySize: 100,
    hiddenSize: 8,
    layers: 1,
    heads: 2,
    maxTokens: 16,
    embedding: { pooling: 'mean', normalize: true },
  },
  device: { kind: 'cpu', threads: 1 },
  limits: { tokens: 64, padded: false, rows: 4, masks: 4, rowTokens: 16, topK: 5 },
};

/** A row whose answer from an honest child is the sum of these. */
export const row = (...tokens: number[]): Row => ({
  tokens: Int32Array.from(tokens),
  masks: [],
  pooling: 'mean',
  labels: false,
  states: false,
});

/**
 * Starts programs of children/ as the engine's process: the first start takes the first name, and
 * so on; the last one again and again.
 */
export function scriptedSpawn(...names: [string, ...string[]]) {
  const children: ChildProcess[] = [];
  const spawn: Spawn = () => {
    const name = names[Math.min(children.length, names.length - 1)] ?? names[0];
    const child = forkProgram(`./children/${name}.js`);
    children.push(child);
    return child;
  };
  return { spawn, children };
}

const forkProgram = (path: string): ChildProcess =>
  fork(fileURLToPath(new URL(path, import.meta.url)), {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });

/** An engine whose processes are these programs, with its events; closed when the test ends. */
export const startEngine = (t: Test, ...names: [string, ...string[]]) =>
  startTimedEngine(t, realClock, ...names);

/** The same by a clock of the test's. */
export async function startTimedEngine(t: Test, clock: Clock, ...names: [string, ...string[]]) {
  const { spawn, children } = scriptedSpawn(...names);
  const events = new EventEmitter();
  const { engine, ready } = await Engine.start(
    options,
    {
      stopped: (detail, retryMs) => events.emit('stopped', detail, retryMs),
      restarted: (ready) => events.emit('restarted', ready),
      startFailed: (error, retryMs) => events.emit('startFailed', error, retryMs),
    },
    { spawn, clock },
  );
  t.teardown(() => engine.close());
  return { engine, ready, events, children };
}

/** How a process ended, once it has: its exit code, or its signal. */
export async function endOf(child: ChildProcess | undefined): Promise<number | string | null> {
  if (child === undefined) throw new TypeError('no such process was started');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode ?? child.signalCode;
}
