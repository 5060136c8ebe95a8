import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fail, messageOf } from '../errors.js';
import type {
  BatchResult,
  EngineOptions,
  EngineReady,
  FromEngine,
  Row,
  ToEngine,
} from './protocol.js';
import { EngineStopped } from './stopped.js';

/** Starts an engine's process with a channel for structured clones. Tests start others. */
export type Spawn = () => ChildProcess;

const spawnEngine: Spawn = () =>
  fork(fileURLToPath(new URL('./child.js', import.meta.url)), {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });

interface Call {
  readonly resolve: (result: BatchResult) => void;
  readonly reject: (error: Error) => void;
}

export interface EngineEvents {
  /** A ready engine's process has ended; `detail` tells its exit code or signal. */
  readonly stopped?: (detail: string) => void;
  readonly restarted?: (ready: EngineReady) => void;
  readonly startFailed?: (error: Error, retryMs: number) => void;
}

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 10_000;

type State =
  /** `settled` never rejects: whoever has waited for it looks at the state again. */
  | { readonly kind: 'starting'; readonly settled: Promise<void> }
  | { readonly kind: 'ready'; readonly child: ChildProcess }
  | { readonly kind: 'down'; readonly detail: string }
  | { readonly kind: 'closed' };

/**
 * One engine: a child process that holds the warm session, started again whenever it dies.
 *
 * Invariant: every call is settled exactly once, by its result, by its failure, or by the death of
 * the process it was sent to; a call is in `#calls` from its sending to its settling.
 */
export class Engine {
  readonly #options: EngineOptions;
  readonly #events: EngineEvents;
  readonly #spawn: Spawn;
  readonly #calls = new Map<number, Call>();
  #state: State = { kind: 'down', detail: 'it was never started' };
  #child: ChildProcess | null = null;
  #nextId = 0;
  #failedStarts = 0;
  #restarts = 0;
  #retry: NodeJS.Timeout | null = null;

  private constructor(options: EngineOptions, events: EngineEvents, spawn: Spawn) {
    this.#options = options;
    this.#events = events;
    this.#spawn = spawn;
  }

  /** Resolves when the model is loaded and warm; ENGINE_START_FAILED if it never is. */
  static async start(
    options: EngineOptions,
    events: EngineEvents = {},
    spawn: Spawn = spawnEngine,
  ): Promise<{ readonly engine: Engine; readonly ready: EngineReady }> {
    const engine = new Engine(options, events, spawn);
    return { engine, ready: await engine.#launch() };
  }

  get ready(): boolean {
    return this.#state.kind === 'ready';
  }

  get readiness(): 'ready' | 'starting' | 'down' {
    return this.#state.kind === 'closed' ? 'down' : this.#state.kind;
  }

  /** How often the process was started again. */
  get restarts(): number {
    return this.#restarts;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Computes a batch. Rejects with EngineStopped when the process died first, with
   * ENGINE_UNAVAILABLE when there is none and a start has failed, with a plain Error when the
   * model refused the batch.
   */
  async run(rows: readonly Row[]): Promise<BatchResult> {
    while (this.#state.kind === 'starting') await this.#state.settled;
    const state = this.#state;
    if (state.kind !== 'ready') {
      const detail = state.kind === 'down' ? state.detail : 'it is closed';
      throw fail('ENGINE_UNAVAILABLE', { detail });
    }
    const id = this.#nextId++;
    return new Promise<BatchResult>((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      this.#send(state.child, { kind: 'run', id, rows });
    });
  }

  /** Ends the process. Calls in flight are rejected: wait for them before. */
  async close(): Promise<void> {
    this.#state = { kind: 'closed' };
    if (this.#retry !== null) clearTimeout(this.#retry);
    const child = this.#child;
    // Without a pid it never was a process, and will not exit.
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (child.connected) child.disconnect();
    const kill = setTimeout(() => child.kill('SIGKILL'), 2000);
    await ended;
    clearTimeout(kill);
  }

  /** Starts one process and waits until it is ready or has failed. */
  #launch(): Promise<EngineReady> {
    const launched = new Promise<EngineReady>((resolve, reject) => {
      const failed = (detail: string) => reject(new Error(detail));
      // Throws where the system has no process to give.
      const child = this.#spawn();
      this.#child = child;
      child.on('message', (message: FromEngine) => {
        if (message.kind === 'ready') {
          this.#becameReady(child);
          resolve(message.ready);
        } else if (message.kind === 'loadFailed') failed(message.message);
        else this.#settle(message);
      });
      child.on('error', (error) => failed(error.message));
      child.once('exit', (code, signal) => {
        const detail = describeExit(code, signal);
        failed(detail);
        this.#exited(child, detail);
      });
      // Without a pid there is no channel either, and 'error' tells why.
      if (child.pid !== undefined) this.#send(child, { kind: 'load', options: this.#options });
    });
    this.#state = { kind: 'starting', settled: launched.then(noop, noop) };
    return launched.catch((error: unknown) => {
      this.#child?.kill('SIGKILL');
      if (this.#state.kind === 'starting') {
        this.#state = { kind: 'down', detail: 'its last start failed' };
      }
      throw fail('ENGINE_START_FAILED', { detail: messageOf(error) }, { cause: error });
    });
  }

  #becameReady(child: ChildProcess): void {
    // What a process wrote just before its end may be read after it.
    if (this.#child !== child || this.#state.kind !== 'starting') return;
    this.#failedStarts = 0;
    this.#state = { kind: 'ready', child };
  }

  #send(child: ChildProcess, message: ToEngine): void {
    // An error here means that the channel is closed: the exit that follows settles the call.
    child.send(message, noop);
  }

  #settle(message: Exclude<FromEngine, { kind: 'ready' | 'loadFailed' }>): void {
    const call = this.#calls.get(message.id);
    this.#calls.delete(message.id);
    if (message.kind === 'result') call?.resolve(message.result);
    else call?.reject(new Error(message.message));
  }

  /** The one place where the death of a ready process is settled. */
  #exited(child: ChildProcess, detail: string): void {
    if (this.#child !== child) return;
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    // The process computes in the order of sending: only the first had been begun.
    for (const [index, call] of calls.entries())
      call.reject(new EngineStopped(detail, index === 0));
    if (this.#state.kind !== 'ready') return;
    this.#events.stopped?.(detail);
    this.#restart();
  }

  #restart(): void {
    this.#launch().then(
      (ready) => {
        this.#restarts += 1;
        this.#events.restarted?.(ready);
      },
      (error: unknown) => {
        if (this.#state.kind === 'closed') return;
        const retryMs = Math.min(FIRST_RETRY_MS * 2 ** this.#failedStarts, LONGEST_RETRY_MS);
        this.#failedStarts += 1;
        // #launch rejects with the table's error only.
        this.#events.startFailed?.(error as Error, retryMs);
        this.#retry = setTimeout(() => this.#restart(), retryMs);
      },
    );
  }
}

const noop = (): void => undefined;

const describeExit = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal === null ? `its process ended with code ${code ?? 0}` : `its process ended by ${signal}`;
