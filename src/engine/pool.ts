import type { Device } from './devices.js';
import { Engine, type EngineEvents, type Spawn } from './engine.js';
import type { EngineOptions, EngineReady } from './protocol.js';

/** One engine of a pool. */
export interface PoolMember {
  readonly engine: Engine;
  readonly device: Device;
  /** What it told when it first started. */
  readonly started: EngineReady;
}

export interface PoolSettings {
  /** What to hear of the engine of this index. */
  readonly eventsOf?: (index: number) => EngineEvents;
  /** How the engine of this index starts its processes; tests start others. */
  readonly spawnOf?: (index: number) => Spawn | undefined;
}

/** Several engines with the same model, each on a device of its own. */
export class EnginePool {
  /** In the order of the options. */
  readonly engines: readonly PoolMember[];

  private constructor(engines: readonly PoolMember[]) {
    this.engines = engines;
  }

  /**
   * Starts one engine for each of the options, all at once. ENGINE_START_FAILED, and none is left,
   * if one of them does not start.
   */
  static async start(
    options: readonly EngineOptions[],
    { eventsOf, spawnOf }: PoolSettings = {},
  ): Promise<EnginePool> {
    const starts = await Promise.allSettled(
      options.map(async (one, index): Promise<PoolMember> => {
        const { engine, ready } = await Engine.start(one, eventsOf?.(index), spawnOf?.(index));
        return { engine, device: one.device, started: ready };
      }),
    );
    const pool = new EnginePool(
      starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : [])),
    );
    const failed = starts.find((start) => start.status === 'rejected');
    if (failed === undefined) return pool;
    await pool.close();
    throw failed.reason;
  }

  /** Whether an engine would compute a batch now. */
  get ready(): boolean {
    return this.engines.some(({ engine }) => engine.ready);
  }

  /** Ends all processes. Batches in flight are rejected: wait for them before. */
  async close(): Promise<void> {
    await Promise.all(this.engines.map(({ engine }) => engine.close()));
  }
}
