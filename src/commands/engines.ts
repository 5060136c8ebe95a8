import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { countCpuThreads, nameOfDevice, type Device } from '../engine/devices.js';
import type { EngineEvents, EngineSettings } from '../engine/engine.js';
import { EnginePool } from '../engine/pool.js';
import type { BatchLimits } from '../engine/protocol.js';
import { countThreads } from '../engine/threads.js';
import { fail, messageOf } from '../errors.js';
import type { Package } from '../package/package.js';

/** What `--devices auto` tries first. */
const FIRST_GPU: Device = { kind: 'cuda', index: 0 };

export interface StartedEngines {
  readonly pool: EnginePool;
  /** Why `--devices auto` took the processor and no GPU; else null. */
  readonly fallback: string | null;
}

type EnginesConfig = Pick<Config, 'devices' | 'threads' | 'engineTimeoutMs' | 'startTimeoutMs'>;

/** How to end the start; and what to start, in tests. */
export type StartSettings = Pick<EngineSettings, 'signal' | 'spawn'>;

/**
 * Starts an engine on each of the configured devices. ENGINE_START_FAILED where one of them cannot
 * be used: only `auto` takes another, and says so in the log. CONFIG_INVALID for int8 on a GPU; the
 * signal's reason once it aborts.
 */
export async function startEngines(
  opened: Package,
  limits: BatchLimits,
  { devices, threads, engineTimeoutMs, startTimeoutMs }: EnginesConfig,
  logger: Logger,
  { signal, spawn }: StartSettings = {},
): Promise<StartedEngines> {
  const { directory, manifest } = opened;
  const { model, precision } = manifest;
  const start = async (chosen: readonly Device[]): Promise<EnginePool> => {
    refuseInt8(opened.manifest.precision, chosen);
    warnOfThreads(chosen, logger);
    return EnginePool.start(
      chosen.map((device) => ({ directory, model, precision, device, limits })),
      {
        eventsOf: (index) => logEvents(logger, index, chosen[index]),
        spawnOf: () => spawn,
        signal,
        timeouts: { batchMs: engineTimeoutMs, startMs: startTimeoutMs },
      },
    );
  };
  if (devices !== 'auto') return { pool: await start(devices), fallback: null };
  try {
    return { pool: await start([FIRST_GPU]), fallback: null };
  } catch (error) {
    signal?.throwIfAborted();
    const fallback = messageOf(error);
    logger.warn({ detail: fallback }, 'no GPU can be used; computing on the processor');
    return { pool: await start([{ kind: 'cpu', threads }]), fallback };
  }
}

/** ONNX Runtime has no CUDA kernels for the sums of int8: it would copy every layer to and fro. */
export function refuseInt8(precision: string, devices: readonly Device[]): void {
  const gpu = devices.find(({ kind }) => kind === 'cuda');
  if (gpu === undefined || precision !== 'int8') return;
  const detail = `${nameOfDevice(gpu)} cannot compute a model in int8; take --precision fp16 or fp32, or --devices cpu`;
  throw fail('CONFIG_INVALID', { option: '--devices', detail });
}

function warnOfThreads(devices: readonly Device[], logger: Logger): void {
  const threads = countCpuThreads(devices);
  const processors = countThreads();
  if (threads <= processors) return;
  logger.warn({ threads, processors }, 'more threads than processors: they slow each other down');
}

const logEvents = (logger: Logger, engine: number, device: Device | undefined): EngineEvents => {
  const which = { engine, device: device && nameOfDevice(device) };
  return {
    stopped: (detail, retryMs) =>
      logger.error({ ...which, detail, retryMs }, 'the engine stopped; starting it again'),
    restarted: (ready) => logger.info({ ...which, ...ready }, 'the engine runs again'),
    startFailed: (error, retryMs) =>
      logger.error(
        { ...which, detail: error.message, retryMs },
        'the engine did not start; trying again',
      ),
  };
};
