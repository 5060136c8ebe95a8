import { realClock, type Clock } from '../clock.js';
import { fail, messageOf, type ServiceError } from '../errors.js';
import { Backoff } from './backoff.js';
import { EngineProcess } from './process.js';
import type { BatchResult, EngineOptions, EngineReady, Row } from './protocol.js';
import { spawnEngine, type Spawn } from './spawn.js';
import { defaultTimeouts, type Timeouts } from './timeouts.js';

export interface EngineEvents {
  /** A ready engine's process has ended; `detail` tells why. Its next start is in `retryMs`. */
  readonly stopped?: (detail: string, retryMs: number) => void;
  readonly restarted?: (ready: EngineReady) => void;
  readonly startFailed?: (error: Error, retryMs: number) => void;
}

export interface EngineSettings {
  readonly timeouts?: Timeouts | undefined;
  /** Ends a first start, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly spawn?: Spawn | undefined;
  readonly clock?: Clock | undefined;
}

/** So often a process may end soon after its start before the next start is put off. */
const FREE_DEATHS = 3;

type State =
  /** `settled` never rejects: whoever has waited for it looks at the state again. */
  | { readonly kind: 'starting'; readonly settled: Promise<void> }
  /** A start that takes so long that nobody waits for it any more. */
  | { readonly kind: 'late' }
  | { readonly kind: 'ready'; readonly process: EngineProcess }
  /** `until`: milliseconds of the clock, when it is started again. */
  | { readonly kind: 'down'; readonly detail: string; readonly until: number }
  | { readonly kind: 'closed' };

/**
 * One engine: a child process that holds the warm session, started again whenever it ends. Where
 * processes end soon after their start again and again, or do not start, pauses between starts grow.
 */
export class Engine {
  readonly #options: EngineOptions;
  readonly #events: EngineEvents;
  readonly #timeouts: Timeouts;
  readonly #spawn: Spawn;
  readonly #clock: Clock;
  readonly #failedStarts = new Backoff(0);
  readonly #deaths = new Backoff(FREE_DEATHS);
  #state: State = { kind: 'down', detail: 'it was never started', until: 0 };
  #process: EngineProcess | null = null;
  #restarts = 0;
  #cancelRetry: (() => void) | null = null;

  private constructor(options: EngineOptions, events: EngineEvents, settings: EngineSettings) {
    this.#options = options;
    this.#events = events;
    this.#timeouts = settings.timeouts ?? defaultTimeouts;
    this.#spawn = settings.spawn ?? spawnEngine;
    this.#clock = settings.clock ?? realClock;
  }

  /** Resolves when the model is loaded and warm; ENGINE_START_FAILED if it never is. */
  static async start(
    options: EngineOptions,
    events: EngineEvents = {},
    settings: EngineSettings = {},
  ): Promise<{ readonly engine: Engine; readonly ready: EngineReady }> {
    const { signal } = settings;
    signal?.throwIfAborted();
    const engine = new Engine(options, events, settings);
    const abort = () => engine.#process?.kill();
    signal?.addEventListener('abort', abort);
    try {
      return { engine, ready: await engine.#launch() };
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Whether it takes batches, and the last one worked. */
  get ready(): boolean {
    return this.#state.kind === 'ready' && this.#state.process.working;
  }

  /** Whether a batch would be computed now, would wait for a start, or would be refused. */
  get readiness(): 'ready' | 'starting' | 'down' {
    const { kind } = this.#state;
    return kind === 'ready' || kind === 'starting' ? kind : 'down';
  }

  /** How often the process was started again. */
  get restarts(): number {
    return this.#restarts;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /**
   * Computes a batch. Rejects with EngineStopped when the process ended first, with
   * ENGINE_UNAVAILABLE when there is none, with a plain Error when the model refused the batch.
   */
  async run(rows: readonly Row[]): Promise<BatchResult> {
    while (this.#state.kind === 'starting') await this.#state.settled;
    if (this.#state.kind !== 'ready') throw this.#unavailable(this.#state);
    return this.#state.process.run(rows);
  }

  /** Whether it computes: an inference has just worked, or a tiny one does now. */
  async check(): Promise<boolean> {
    return this.#state.kind === 'ready' && this.#state.process.check();
  }

  /** Ends the process. Calls in flight are rejected: wait for them before. */
  async close(): Promise<void> {
    this.#state = { kind: 'closed' };
    this.#cancelRetry?.();
    await this.#process?.close();
  }

  /** Starts one process and waits until it is ready or has failed. */
  async #launch(): Promise<EngineReady> {
    let stopWaiting = (): void => undefined;
    const settled = new Promise<void>((resolve) => (stopWaiting = resolve));
    this.#state = { kind: 'starting', settled };
    const cancelTimer = this.#clock.setTimer(this.#timeouts.batchMs, () => {
      if (this.#state.kind === 'starting') this.#state = { kind: 'late' };
      stopWaiting();
    });
    try {
      const process = new EngineProcess(this.#options, {
        spawn: this.#spawn,
        clock: this.#clock,
        timeouts: this.#timeouts,
        ended: (detail) => this.#ended(process, detail),
      });
      this.#process = process;
      const ready = await process.started;
      // It may be closed by now.
      if (this.#process === process && isStarting(this.#state)) {
        this.#state = { kind: 'ready', process };
      }
      return ready;
    } catch (error) {
      const detail = 'its last start failed';
      if (isStarting(this.#state)) this.#state = { kind: 'down', detail, until: 0 };
      throw fail('ENGINE_START_FAILED', { detail: messageOf(error) }, { cause: error });
    } finally {
      cancelTimer();
      stopWaiting();
    }
  }

  #ended(process: EngineProcess, detail: string): void {
    if (this.#state.kind === 'closed') return;
    if (process.steady) this.#deaths.reset();
    const retryMs = this.#deaths.next();
    this.#events.stopped?.(detail, retryMs);
    this.#restartIn(retryMs, detail);
  }

  #restartIn(ms: number, detail: string): void {
    if (ms === 0) {
      this.#restart();
      return;
    }
    this.#state = { kind: 'down', detail, until: this.#clock.now() + ms };
    this.#cancelRetry = this.#clock.setTimer(ms, () => this.#restart());
  }

  #restart(): void {
    this.#launch().then(
      (ready) => {
        this.#failedStarts.reset();
        this.#restarts += 1;
        this.#events.restarted?.(ready);
      },
      (error: unknown) => {
        if (this.#state.kind === 'closed') return;
        const retryMs = this.#failedStarts.next();
        // #launch rejects with the table's error only.
        this.#events.startFailed?.(error as ServiceError, retryMs);
        this.#restartIn(retryMs, 'its last start failed');
      },
    );
  }

  #unavailable(state: Exclude<State, { kind: 'starting' | 'ready' }>): ServiceError {
    switch (state.kind) {
      case 'late':
        return fail('ENGINE_UNAVAILABLE', { detail: 'it is still being started' });
      case 'down': {
        const retryAfterMs = state.until - this.#clock.now();
        return fail('ENGINE_UNAVAILABLE', { detail: state.detail }, { retryAfterMs });
      }
      case 'closed':
        return fail('ENGINE_UNAVAILABLE', { detail: 'it is closed' });
    }
  }
}

const isStarting = ({ kind }: State): boolean => kind === 'starting' || kind === 'late';
