import closeWithGrace from 'close-with-grace';
import type { Config } from '../config.js';
import { createLogger } from '../log.js';
import { buildApp } from '../server/app.js';
import { listen } from '../server/listen.js';
import { loadModel, type Loaded } from './load.js';
import { showProgress } from './progress.js';

/** Signals of a broken process: nothing of ours should run after them. */
const FAULTS = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV'] as const;

/**
 * `mascarilla serve`: listens at once, answers 503 while the model loads, and then serves it until
 * a signal. The first signal lets requests in flight finish; a second one ends the process.
 */
export async function serve(config: Config): Promise<void> {
  const logger = createLogger(config.logLevel);
  let loaded: Loaded | null = null;
  const app = await buildApp({
    find: () => loaded?.serving ?? null,
    logger,
    maxBodyBytes: config.maxBodyBytes,
  });
  closeWithGrace(
    { delay: config.shutdownTimeoutMs, skip: [...FAULTS, 'beforeExit'], logger: false },
    async ({ signal, err }) => {
      if (err !== undefined) logger.fatal({ err }, 'a bug: closing');
      else logger.info({ signal }, 'closing');
      await app.close();
      await loaded?.close();
      logger.info('closed');
    },
  );
  const address = await listen(app, config);
  loaded = await loadModel(config, logger, showProgress('converting the model'));
  process.stdout.write(greet(address, loaded, config));
}

function greet(address: string, { serving }: Loaded, { precision, threads }: Config): string {
  const { maskToken } = serving.model.tokenizer;
  const body = JSON.stringify({
    inputs: `El único antecedente personal a reseñar era la ${maskToken} arterial.`,
  });
  return `
mascarilla serves ${serving.model.name} on ${address}
  precision ${precision}, ${threads} thread${threads === 1 ? '' : 's'} on ${serving.provider}; documentation at ${address}/docs

Try it:
  curl -s ${address}/fill-mask -H 'content-type: application/json' -d '${body}'

`;
}
