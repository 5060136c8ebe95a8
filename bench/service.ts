/** `mascarilla serve` as a process of its own, and the memory and time that it takes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { enginesOf } from '../test/processes.js';
import { fromRoot } from '../test/root.js';
import { endWithUs } from './children.js';

const EVERY_MS = 10;

export class Service {
  readonly url: string;
  /** From the start of the process until /health was 200. */
  readonly seconds: number;
  readonly #child: ChildProcess;

  private constructor(url: string, seconds: number, child: ChildProcess) {
    this.url = url;
    this.seconds = seconds;
    this.#child = child;
  }

  /**
   * @param flags of `serve`, without a port
   * @param asked where to listen; a free port where it is left out
   * @param cores the only ones that it may use, as taskset(1) has them; all where they are left out
   */
  static async start(
    flags: readonly string[],
    { port: asked, cores }: { readonly port?: number; readonly cores?: string } = {},
  ): Promise<Service> {
    const port = asked ?? (await findPort());
    const url = `http://127.0.0.1:${port}`;
    const args = [
      ...['serve', '--port', String(port), '--log-level', 'error', '--drain-delay-ms', '0'],
      ...flags,
    ];
    const started = performance.now();
    const program = [process.execPath, fromRoot('dist/src/cli.js'), ...args];
    const [command = '', ...rest] =
      cores === undefined ? program : ['taskset', '--cpu-list', cores, ...program];
    const child = spawn(command, rest, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {},
    });
    endWithUs(child);
    for (;;) {
      if (child.exitCode !== null) throw new Error('the service ended before it was ready');
      const reply = await fetch(`${url}/health`).catch(() => null);
      await reply?.text();
      if (reply?.status === 200) {
        return new Service(url, (performance.now() - started) / 1000, child);
      }
      await wait(EVERY_MS);
    }
  }

  /** JSON of an answer. */
  async ask(path: string, body: unknown): Promise<unknown> {
    const headers = { 'content-type': 'application/json' };
    const options = { method: 'POST', headers, body: JSON.stringify(body) };
    const reply = await fetch(this.url + path, options);
    if (reply.status !== 200) throw new Error(`${path}: ${await reply.text()}`);
    return reply.json();
  }

  /** Megabytes of all its processes, pages that they share counted once (PSS). Linux only. */
  get memory(): number {
    return memoryOf(this.#child.pid ?? 0);
  }

  /** Seconds that its processes have computed so far, on all cores together. Linux only. */
  get computed(): { readonly server: number; readonly engines: number } {
    const engines = this.engines.reduce((sum, pid) => sum + secondsComputedBy(pid), 0);
    return { server: secondsComputedBy(this.#child.pid ?? 0), engines };
  }

  /** Process ids of its engines. */
  get engines(): readonly number[] {
    return enginesOf(this.#child.pid);
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }
}

export async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has one.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function memoryOf(pid: number): number {
  const smaps = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const own = (1024 * Number(/^Pss:\s+(\d+)/m.exec(smaps)?.[1])) / 1e6;
  return childrenOf(pid).reduce((sum, child) => sum + memoryOf(child), own);
}

/** User and system time: fields 14 and 15 of proc(5), in hundredths on every Linux platform. */
function secondsComputedBy(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field, a name in brackets, may have spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );
