import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Test } from 'tap';
import type { CacheEvent } from '../../src/package/cache.js';
import type { Pace } from '../../src/package/lock.js';
import { fromRoot } from '../root.js';

/** What a converter's process tells. */
export type Told = CacheEvent | { readonly kind: 'progress'; readonly part: number };

interface Places {
  readonly checkpoint: string;
  readonly home: string;
}

/** A lock of these is never taken over while a test runs; one of the quick is, at once. */
export const patient: Pace = { beatMs: 20, idleMs: 600_000 };
export const quick: Pace = { beatMs: 20, idleMs: 300 };

/** A process that converts a model step by step; see converter.ts. */
export class Converter {
  readonly child: ChildProcess;
  readonly told: Told[] = [];
  readonly #ended: Promise<unknown[]>;

  constructor(t: Test, { checkpoint, home }: Places, { beatMs, idleMs }: Pace) {
    const args = [checkpoint, home, String(beatMs), String(idleMs)];
    this.child = fork(fromRoot('dist/test/package/converter.js'), args, {
      execArgv: [],
      stdio: ['pipe', 'inherit', 'inherit', 'ipc'],
    });
    // The program sends nothing else.
    this.child.on('message', (message) => this.told.push(message as Told));
    this.#ended = once(this.child, 'exit');
    t.teardown(() => this.child.kill('SIGKILL'));
  }

  count(kind: Told['kind']): number {
    return this.told.filter((told) => told.kind === kind).length;
  }

  /** Waits until it has told this. */
  async until(kind: Told['kind']): Promise<void> {
    while (this.count(kind) === 0) await this.#next();
  }

  /** Lets it write this part of the weights, and stand still again. */
  async write(part: number): Promise<void> {
    await this.until('progress');
    const written = () =>
      Math.max(...this.told.map((told) => (told.kind === 'progress' ? told.part : 0)));
    while (written() < part) {
      const next = this.#next();
      this.child.stdin?.write('.');
      await next;
    }
  }

  /** Lets it run to its end; gives its exit code. */
  async finish(): Promise<unknown> {
    this.child.stdin?.end();
    return (await this.#ended)[0];
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.#ended;
  }

  async #next(): Promise<void> {
    const ended = this.#ended.then(() => Promise.reject(new Error('the converter has ended')));
    await Promise.race([once(this.child, 'message'), ended]);
  }
}
