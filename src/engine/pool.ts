import type { Device } from './devices.js';
import { Engine, type EngineEvents, type Spawn } from './engine.js';
import type { BatchResult, EngineOptions, EngineReady, Row } from './protocol.js';
import { freeFirst, paddedTokensOf, Workload } from './workload.js';

/** One computed, one on the engine's doorstep. */
const MOST_OPEN = 2;

/** How one engine of a pool is. */
export interface EngineStatus {
  readonly device: Device;
  /** As it told when it first started. */
  readonly started: EngineReady;
  readonly ready: boolean;
  /** How often its process was started again. */
  readonly restarts: number;
}

export interface PoolSettings {
  /** What to hear of the engine of this index. */
  readonly eventsOf?: (index: number) => EngineEvents;
  /** How the engine of this index starts its processes; tests start others. */
  readonly spawnOf?: (index: number) => Spawn | undefined;
  /** Milliseconds since an arbitrary moment. */
  readonly now?: () => number;
}

interface Member {
  readonly engine: Engine;
  readonly device: Device;
  readonly started: EngineReady;
  readonly work: Workload;
}

/**
 * Several engines with the same model, each on a device of its own, behind the interface of one.
 *
 * Invariant: an engine has two open batches at most, and gets none while it is not ready unless
 * none is; a batch that waits here goes on as soon as an engine has a place for it.
 */
export class EnginePool {
  #members: readonly Member[] = [];
  #waiting: (() => void)[] = [];
  readonly #now: () => number;

  private constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Starts one engine for each of the options, all at once. ENGINE_START_FAILED, and none is left,
   * if one of them does not start.
   */
  static async start(
    options: readonly EngineOptions[],
    { eventsOf, spawnOf, now = () => performance.now() }: PoolSettings = {},
  ): Promise<EnginePool> {
    const pool = new EnginePool(now);
    const starts = await Promise.allSettled(
      options.map(async (one, index): Promise<Member> => {
        const events = pool.#listen(eventsOf?.(index) ?? {});
        const { engine, ready } = await Engine.start(one, events, spawnOf?.(index));
        return { engine, device: one.device, started: ready, work: new Workload() };
      }),
    );
    pool.#members = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    const failed = starts.find((start) => start.status === 'rejected');
    if (failed === undefined) return pool;
    await pool.close();
    throw failed.reason;
  }

  /** Whether an engine would compute a batch now. */
  get ready(): boolean {
    return this.#members.some(({ engine }) => engine.ready);
  }

  /** In the order of the options. */
  get engines(): readonly EngineStatus[] {
    return this.#members.map(({ device, engine, started }) => {
      return { device, started, ready: engine.ready, restarts: engine.restarts };
    });
  }

  /** Computes a batch on the engine that will be free first. Rejects as `Engine.run` does. */
  async run(rows: readonly Row[]): Promise<BatchResult> {
    for (;;) {
      // No await between choice and sending: another batch would make the same choice.
      const member = this.#choose();
      if (member !== null) return this.#send(member, rows);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Ends all processes. Batches in flight are rejected: wait for them before. */
  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ engine }) => engine.close()));
    this.#wake();
  }

  /** Null where a batch has to wait: all that are ready have their batches, or are starting. */
  #choose(): Member | null {
    const ready = this.#members.filter(({ engine }) => engine.ready);
    const now = this.#now();
    const index = freeFirst(
      ready.map(({ work }) => work.loadAt(now)),
      MOST_OPEN,
    );
    if (index !== null) return ready[index] ?? null;
    const [first] = this.#members;
    const canWait = ready.length > 0 || this.#members.some(({ engine }) => engine.starting);
    // With nothing to wait for, an engine that does not run tells why.
    return canWait || first === undefined ? null : first;
  }

  async #send({ engine, work }: Member, rows: readonly Row[]): Promise<BatchResult> {
    const batch = work.begin(paddedTokensOf(rows), this.#now());
    let inferenceMs: number | null = null;
    try {
      const result = await engine.run(rows);
      inferenceMs = result.inferenceMs;
      return result;
    } finally {
      work.end(batch, inferenceMs, this.#now());
      this.#wake();
    }
  }

  /** Those who waited look again, in the order in which they came. */
  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }

  #listen(events: EngineEvents): EngineEvents {
    return {
      ...events,
      restarted: (ready) => {
        this.#wake();
        events.restarted?.(ready);
      },
      startFailed: (error, retryMs) => {
        this.#wake();
        events.startFailed?.(error, retryMs);
      },
    };
  }
}
