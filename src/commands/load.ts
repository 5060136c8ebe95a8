import { once } from 'node:events';
import type { Logger } from 'pino';
import { Batcher } from '../batching/batcher.js';
import { realClock } from '../clock.js';
import type { Config } from '../config.js';
import { Lane } from '../batching/lane.js';
import type { ComputedBatch } from '../batching/observer.js';
import { nameOfDevice } from '../engine/devices.js';
import type { EnginePool, PoolMember } from '../engine/pool.js';
import { openModel, type CacheEvent } from '../package/cache.js';
import type { Progress } from '../package/convert.js';
import type { ServiceMetrics } from '../metrics/metrics.js';
import type { ModelState } from '../metrics/state.js';
import { EXPORTED, type Manifest } from '../package/manifest.js';
import type { Package } from '../package/package.js';
import { tokenizerOf } from '../package/tokenizer.js';
import { markUsed } from '../package/use.js';
import type { ModelSource } from '../options/model-sources.js';
import type { Serving, ServingDevice } from '../server/serving.js';
import { agreementCheck } from './agreement.js';
import { readLimits } from './batch-limits.js';
import { startEngines, type StartSettings } from './engines.js';
import { findModel } from './pull.js';

/** How to end the loading, and who hears of what is computed. */
export interface LoadSettings extends StartSettings {
  readonly metrics?: ServiceMetrics;
}

/** A model with everything that serves it, and how to end it. */
export interface Loaded {
  readonly serving: Serving;
  /** Finishes what was accepted, then ends the engine. */
  readonly close: () => Promise<void>;
}

/**
 * From a folder, or a name on the Hub, to a warm engine with its queue: every room is put together
 * here. Once the signal aborts it rejects, with no process and no part of a package left; only a
 * pull from the Hub goes on to its end.
 */
export async function loadModel(
  { name, reference }: ModelSource,
  config: Config,
  logger: Logger,
  progress: Progress,
  settings: LoadSettings = {},
): Promise<Loaded> {
  const { signal } = settings;
  const { mascarillaHome: home, precision } = config;
  const found = await untilAborted(findModel(reference, config), signal);
  const opened = await openModel(found.folder, {
    home,
    precision,
    name: found.name,
    progress,
    agreement: agreementCheck(config, signal),
    report: logCache(logger),
    ...(signal && { signal }),
  });
  signal?.throwIfAborted();
  const release = await markUsed(opened.directory, home);
  try {
    const { serving, close } = await startServing(name, opened, config, logger, settings);
    return { serving, close: () => close().finally(release) };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Rejects with the signal's reason once it aborts, whatever becomes of the work then. */
async function untilAborted<Result>(
  work: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  signal?.throwIfAborted();
  if (signal === undefined) return work;
  const aborted = once(signal, 'abort').then(() => {
    throw signal.reason;
  });
  return Promise.race([work, aborted]);
}

async function startServing(
  asked: string | null,
  opened: Package,
  config: Config,
  logger: Logger,
  settings: LoadSettings,
): Promise<Loaded> {
  const { directory, manifest } = opened;
  const name = asked ?? manifest.source.name;
  const limits = readLimits(config, manifest.model, manifest.precision === EXPORTED);
  const starting = startEngines(opened, limits, config, logger, settings);
  // Read while the engines load, in their own processes.
  const tokenizer = await Promise.resolve(opened)
    .then(tokenizerOf)
    .catch(async (error: unknown) => {
      await starting.then(
        ({ pool }) => pool.close(),
        () => undefined,
      );
      throw error;
    });
  const { pool, fallback } = await starting;
  const { batchWindowMs: windowMs, maxQueuedTokens } = config;
  const lanes = pool.engines.map(({ engine, started }) => new Lane(engine, started.measured));
  const names = pool.engines.map(({ device }) => nameOfDevice(device));
  const { metrics } = settings;
  const onBatch = ({ lane, ...batch }: ComputedBatch) =>
    metrics?.computed(name, names[lane] ?? 'unknown', batch);
  const batcher = new Batcher(lanes, limits, { windowMs, maxQueuedTokens, onBatch }, realClock);
  metrics?.watch(describeState(name, manifest, batcher, pool));
  const started = pool.engines.map(({ device, started }) => ({ ...device, ...started }));
  logger.info({ model: name, directory, engines: started }, 'model loaded');
  return {
    serving: {
      model: { name, manifest, tokenizer, batcher, limits },
      taskLimits: config,
      devices: () => pool.engines.map(describeEngine),
      deviceFallback: fallback,
      integerSums:
        pool.engines.find(({ started }) => started.integerSums)?.started.integerSums ?? null,
      ready: () => pool.check(),
    },
    close: async () => {
      await batcher.close();
      await pool.close();
    },
  };
}

const describeState = (
  name: string,
  { model, precision }: Manifest,
  queue: ModelState['queue'],
  pool: EnginePool,
): ModelState => ({
  model: { name, type: model.modelType, precision },
  queue,
  engines: () =>
    pool.engines.map(({ device, engine: { ready, restarts } }) => ({
      device: nameOfDevice(device),
      ready,
      restarts,
    })),
});

const describeEngine = ({ device, started, engine }: PoolMember): ServingDevice => ({
  kind: device.kind,
  threads: device.kind === 'cpu' ? device.threads : null,
  index: device.kind === 'cuda' ? device.index : null,
  provider: started.provider,
  ready: engine.ready,
  restarts: engine.restarts,
});

const logCache =
  (logger: Logger) =>
  (event: CacheEvent): void => {
    switch (event.kind) {
      case 'waiting':
        logger.info({ who: event.who }, 'waiting: another process converts this model');
        return;
      case 'damaged':
        logger.warn({ detail: event.detail }, 'a package cannot be served; converting again');
        return;
      case 'comparing':
        logger.info({ precision: event.precision }, 'comparing the model with itself in fp32');
        return;
      case 'converted':
        logger.info({ directory: event.directory }, 'model converted');
    }
  };
