import type { ChildProcess } from 'node:child_process';
import type { Clock } from '../clock.js';
import { plainRow } from './plain-row.js';
import type {
  BatchResult,
  EngineOptions,
  EngineReady,
  FromEngine,
  Row,
  ToEngine,
} from './protocol.js';
import { describeExit, type Spawn } from './spawn.js';
import { EngineStopped } from './stopped.js';
import type { Timeouts } from './timeouts.js';
import { Vitals } from './vitals.js';
import { Watchdog } from './watchdog.js';

export interface ProcessSettings {
  readonly spawn: Spawn;
  readonly clock: Clock;
  readonly timeouts: Timeouts;
  /** Called once when a process that was ready has ended, before its calls are rejected. */
  readonly ended: (detail: string) => void;
}

/** The warm-up computes the largest batch: one that takes so many times as long is hung. */
const TIMES_WARM_UP = 5;

/** A process that fails so many batches in a row is ended: nothing else gives its memory back. */
const MOST_FAILURES = 3;

/** Tokens of the row that is asked to see whether the model computes, and how long it may take. */
const PROBE_TOKENS = 8;
const PROBE_MS = 1000;

interface Call {
  readonly resolve: (result: BatchResult) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One process of an engine, from its start to its end: it dies by itself, or is killed because it
 * hangs or fails batch after batch.
 *
 * Invariant: every call is settled exactly once, by its result, by its failure, or by the end of
 * the process; a call is in `#calls` from its sending to its settling, and while one is there the
 * watchdog watches the first.
 */
export class EngineProcess {
  /** Resolves when the model is loaded and warm; rejects with a plain Error if it never is. */
  readonly started: Promise<EngineReady>;
  readonly #child: ChildProcess;
  readonly #options: EngineOptions;
  readonly #settings: ProcessSettings;
  readonly #watchdog: Watchdog;
  readonly #calls = new Map<number, Call>();
  // The promise's executor runs before the constructor goes on, and sets both.
  #resolveStart!: (ready: EngineReady) => void;
  #rejectStart!: (error: Error) => void;
  #phase: 'starting' | 'ready' | 'ended' = 'starting';
  #vitals: Vitals;
  #batchMs: number;
  #nextId = 0;
  #probe: Promise<boolean> | null = null;

  /** Throws where the system has no process to give. */
  constructor(options: EngineOptions, settings: ProcessSettings) {
    const { clock, timeouts, spawn } = settings;
    this.#options = options;
    this.#settings = settings;
    this.#batchMs = timeouts.batchMs;
    this.#vitals = new Vitals(clock, 0);
    this.#watchdog = new Watchdog(clock);
    this.started = new Promise((resolve, reject) => {
      this.#resolveStart = resolve;
      this.#rejectStart = reject;
    });
    const child = spawn();
    this.#child = child;
    child.on('message', (message: FromEngine) => this.#hear(message));
    child.on('error', ({ message }) => {
      if (this.#phase === 'starting') this.#end(message);
    });
    child.once('exit', (code, signal) => this.#end(describeExit(code, signal)));
    // Without a pid there is no channel either, and 'error' tells why.
    if (child.pid !== undefined) this.#send({ kind: 'load', options });
    const { startMs } = timeouts;
    this.#watchdog.watch(startMs, () => {
      this.#end(`it was not ready within ${startMs} ms; --start-timeout-ms can allow more`);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Whether its last inference worked. */
  get working(): boolean {
    return this.#vitals.working;
  }

  /** Whether it has computed for a while. */
  get steady(): boolean {
    return this.#vitals.steady;
  }

  /**
   * Computes a batch on a process that is ready. Rejects with EngineStopped when the process ended
   * first, with a plain Error when the model could not compute it.
   */
  run(rows: readonly Row[]): Promise<BatchResult> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#calls.set(id, { resolve, reject });
      if (this.#calls.size === 1) this.#watchFirst();
      this.#send({ kind: 'run', id, rows });
    });
  }

  /**
   * Whether it computes: its last inference has worked, some seconds ago at most. Where that is not
   * known a tiny row is computed, behind the batches that it has; false where that takes longer than
   * a second.
   */
  async check(): Promise<boolean> {
    if (this.#vitals.fresh) return true;
    this.#probe ??= this.#runProbe();
    const probe = this.#probe;
    return new Promise((resolve) => {
      const cancel = this.#settings.clock.setTimer(PROBE_MS, () => resolve(false));
      void probe.then((worked) => {
        cancel();
        resolve(worked);
      });
    });
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Lets the process end. Calls in flight are rejected: wait for them before. */
  async close(): Promise<void> {
    const child = this.#child;
    // Without a pid it never was a process, and will not exit.
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    if (child.connected) child.disconnect();
    const kill = setTimeout(() => child.kill('SIGKILL'), 2000);
    await exited;
    clearTimeout(kill);
  }

  async #runProbe(): Promise<boolean> {
    const { model, limits } = this.#options;
    try {
      await this.run([plainRow(Math.min(PROBE_TOKENS, limits.rowTokens), model)]);
      return true;
    } catch {
      return false;
    } finally {
      this.#probe = null;
    }
  }

  #send(message: ToEngine): void {
    // An error here means that the channel is closed: the exit that follows settles the call.
    this.#child.send(message, () => undefined);
  }

  #hear(message: FromEngine): void {
    // What a process wrote just before its end may be read after it.
    if (this.#phase === 'ended') return;
    if (message.kind === 'ready') this.#becomeReady(message.ready);
    else if (message.kind === 'loadFailed') this.#end(message.message);
    else this.#settle(message);
  }

  #becomeReady(ready: EngineReady): void {
    this.#watchdog.rest();
    this.#phase = 'ready';
    this.#batchMs = Math.max(this.#batchMs, TIMES_WARM_UP * ready.warmUpMs);
    this.#vitals = new Vitals(this.#settings.clock, ready.warmUpMs);
    this.#resolveStart(ready);
  }

  #settle(message: Exclude<FromEngine, { kind: 'ready' | 'loadFailed' }>): void {
    const call = this.#calls.get(message.id);
    if (call === undefined) return;
    this.#calls.delete(message.id);
    this.#watchFirst();
    if (message.kind === 'result') {
      this.#vitals.worked();
      call.resolve(message.result);
      return;
    }
    call.reject(new Error(message.message));
    if (this.#vitals.failed() < MOST_FAILURES) return;
    this.#end(`it failed ${MOST_FAILURES} batches in a row and was killed`, 'none');
  }

  /** It computes in the order of sending: the first call is the one that it is at. */
  #watchFirst(): void {
    const ms = this.#batchMs;
    if (this.#calls.size === 0) this.#watchdog.rest();
    else this.#watchdog.watch(ms, () => this.#end(`it gave no answer for ${ms} ms and was killed`));
  }

  /**
   * The one place where the end of the process is settled. An exit is not waited for: not even
   * SIGKILL ends at once what hangs in the kernel.
   *
   * @param blamed whether the batch that it was at may have been the cause
   */
  #end(detail: string, blamed: 'first' | 'none' = 'first'): void {
    if (this.#phase === 'ended') return;
    const wasReady = this.#phase === 'ready';
    this.#phase = 'ended';
    this.#watchdog.rest();
    this.#child.kill('SIGKILL');
    this.#rejectStart(new Error(detail));
    if (wasReady) this.#settings.ended(detail);
    for (const [index, call] of [...this.#calls.values()].entries()) {
      call.reject(new EngineStopped(detail, blamed === 'first' && index === 0));
    }
    this.#calls.clear();
  }
}
