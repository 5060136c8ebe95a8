import type { Device } from './devices.js';
import { Engine, type EngineEvents, type EngineSettings } from './engine.js';
import type { EngineOptions, EngineReady } from './protocol.js';

/** One engine of a pool. */
export interface PoolMember {
  readonly engine: Engine;
  readonly device: Device;
  /** What it told when it first started. */
  readonly started: EngineReady;
}

export interface PoolSettings extends Omit<EngineSettings, 'spawn'> {
  /** What to hear of the engine of this index. */
  readonly eventsOf?: (index: number) => EngineEvents;
  /** How the engine of this index starts its processes; tests start others. */
  readonly spawnOf?: (index: number) => EngineSettings['spawn'];
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
   * if one of them does not start; the signal's reason, once it aborts.
   */
  static async start(
    options: readonly EngineOptions[],
    { eventsOf, spawnOf, ...settings }: PoolSettings = {},
  ): Promise<EnginePool> {
    const starts = await Promise.allSettled(
      options.map(async (one, index): Promise<PoolMember> => {
        const spawn = spawnOf?.(index);
        const events = eventsOf?.(index);
        const { engine, ready } = await Engine.start(one, events, { ...settings, spawn });
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

  /** Whether one of the engines computes; each is asked where it has not just done so. */
  async check(): Promise<boolean> {
    const checks = this.engines.map(async ({ engine }) => {
      if (!(await engine.check())) throw new Error('it does not compute');
    });
    return Promise.any(checks).then(
      () => true,
      () => false,
    );
  }

  /** Ends all processes. Batches in flight are rejected: wait for them before. */
  async close(): Promise<void> {
    await Promise.all(this.engines.map(({ engine }) => engine.close()));
  }
}
