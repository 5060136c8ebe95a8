import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Starts an engine's process with a channel for structured clones. Tests start others. */
export type Spawn = () => ChildProcess;

export const spawnEngine: Spawn = () =>
  fork(fileURLToPath(new URL('./child.js', import.meta.url)), {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });

export const describeExit = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal === null ? `its process ended with code ${code ?? 0}` : `its process ended by ${signal}`;
