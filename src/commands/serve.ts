import { setTimeout as sleep } from 'node:timers/promises';
import closeWithGrace from 'close-with-grace';
import { printable } from '../checkpoint/json.js';
import { readCollector, type Config } from '../config.js';
import { createLogger } from '../log.js';
import { ServiceMetrics } from '../metrics/metrics.js';
import { tasksOf } from '../tasks/model.js';
import { buildApp } from '../server/app.js';
import { readPage } from '../server/playground.js';
import { listen } from '../server/listen.js';
import type { Serving } from '../server/serving.js';
import { checkExposure, followKeys } from './access.js';
import { followCertificate } from './certificate.js';
import { listDevices } from './list-devices.js';
import { ServedModels } from './models.js';
import { startTraces } from './traces.js';

/** Signals of a broken process: nothing of ours should run after them. */
const FAULTS = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV'] as const;

/** How long a start may take to clear up behind itself. */
const CLEARING_MS = 5000;

/**
 * `mascarilla serve`: listens at once, answers 503 while the models load, and then serves them until
 * a signal. The first signal ends a start, or takes requests for a little longer and lets them finish;
 * a second one ends the process.
 */
export async function serve(config: Config): Promise<void> {
  const logger = createLogger(config.logLevel);
  checkExposure(config);
  const keys = await followKeys(config, logger);
  const tls = await followCertificate(config, logger);
  const tracing = await startTraces(readCollector(), logger);
  const abort = new AbortController();
  const metrics = new ServiceMetrics();
  if (tls !== null) metrics.watchCertificate(tls.expires);
  const served = new ServedModels(config, logger);
  let loading: Promise<readonly Serving[]> | null = null;
  const app = await buildApp({
    ...config,
    models: served.models,
    keys: keys?.current ?? null,
    tls,
    logger,
    metrics,
    tracing,
    page: config.page ? await readPage(logger) : null,
    stopping: abort.signal,
  });
  const { drainDelayMs, shutdownTimeoutMs } = config;
  closeWithGrace(
    { delay: drainDelayMs + shutdownTimeoutMs, skip: [...FAULTS, 'beforeExit'], logger: false },
    async ({ signal, err }) => {
      if (err !== undefined) logger.fatal({ err }, 'a bug: closing');
      else logger.info({ signal, drainDelayMs }, 'closing');
      abort.abort();
      keys?.close();
      tls?.close();
      // Nobody was ever sent to a service that has not served, and none should be to a broken one.
      if (served.models.ready().length > 0 && err === undefined) await sleep(drainDelayMs);
      await app.close();
      await Promise.race([loading?.catch(() => undefined), sleep(CLEARING_MS)]);
      await served.close();
      await tracing?.close();
      logger.info('closed');
    },
  );
  const address = await listen(app, config);
  loading = served.load({ signal: abort.signal, metrics });
  try {
    process.stdout.write(greet(address, await loading));
  } catch (error) {
    // Then whoever closes ends the process.
    if (abort.signal.aborted) return;
    throw error;
  }
}

function greet(address: string, models: readonly Serving[]): string {
  const lines = models.map(({ devices, model: { manifest, name } }) => {
    const tasks = tasksOf(manifest.model).join(', ');
    return `  ${printable(name)}: ${tasks}; ${manifest.precision}, ${listDevices(devices())}`;
  });
  const names = models.map(({ model }) => printable(model.name));
  // Of two models for one task, a request without a name means the first.
  const examples = new Map(models.map(example).reverse());
  return `
mascarilla serves ${names.join(', ')} on ${address}
${lines.join('\n')}
documentation at ${address}/docs

Try it:
${[...examples]
  .reverse()
  .map(([path, text]) => tryIt(`${address}${path}`, text))
  .join('\n')}

`;
}

function tryIt(address: string, text: string): string {
  const body = JSON.stringify({ inputs: text });
  return `  curl -s ${address} -H 'content-type: application/json' -d '${body}'`;
}

/** Something that the model can do: a path, and a text for it. */
function example({ model }: Serving): readonly [path: string, text: string] {
  switch (model.manifest.model.head.kind) {
    case 'masked-lm': {
      const { maskToken } = model.tokenizer;
      const text = `El único antecedente personal a reseñar era la ${maskToken} arterial.`;
      return ['/fill-mask', text];
    }
    case 'token-classification':
      return ['/token-classification', 'Se inició tratamiento con amoxicilina.'];
    case 'sequence-classification':
      return ['/text-classification', 'No refiere fiebre ni tos.'];
    case 'none':
      return ['/embed', 'Paciente con fiebre y tos.'];
  }
}
