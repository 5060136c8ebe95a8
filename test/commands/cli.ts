import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fromRoot } from '../root.js';

/** A command that has ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Variables of the machine that tests run on must not reach the command under test. */
const environment = (variables: Readonly<Record<string, string>>) => ({ PATH: '', ...variables });

/** A running command, with all that it has written so far. */
export class Running {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';

  /** @param input what standard input holds */
  constructor(
    args: readonly string[],
    variables: Readonly<Record<string, string>> = {},
    input?: string,
  ) {
    this.child = spawn(process.execPath, [fromRoot('dist/src/cli.js'), ...args], {
      env: environment(variables),
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    this.child.stdin?.end(input);
    this.child.stdout?.on('data', (chunk) => (this.stdout += String(chunk)));
    this.child.stderr?.on('data', (chunk) => (this.stderr += String(chunk)));
  }

  /** Waits until standard output holds a text; gives the match, or throws if the command ends. */
  until(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#wait(pattern, () => this.stdout, this.child.stdout);
  }

  /** The same of standard error. */
  untilTold(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#wait(pattern, () => this.stderr, this.child.stderr);
  }

  async #wait(
    pattern: RegExp,
    written: () => string,
    stream: Readable | null,
  ): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(written());
      if (found !== null) return found;
      if (this.child.exitCode !== null) throw new Error(`it ended: ${this.stderr}`);
      await Promise.race([stream && once(stream, 'data'), once(this.child, 'close')]);
    }
  }

  async ended(): Promise<Ended> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      await once(this.child, 'close');
    }
    return { code: this.child.exitCode, stdout: this.stdout, stderr: this.stderr };
  }
}

export const run = (
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Ended> => new Running(args, variables).ended();
