import { followKeys } from '../../src/commands/access.js';
import { followCertificate } from '../../src/commands/certificate.js';
import type { StartSettings } from '../../src/commands/engines.js';
import { ServedModels } from '../../src/commands/models.js';
import { readConfig, type Texts } from '../../src/config.js';
import { createLogger } from '../../src/log.js';
import { ServiceMetrics } from '../../src/metrics/metrics.js';
import { buildApp, type AppOptions } from '../../src/server/app.js';
import { readPage } from '../../src/server/playground.js';
import { listen } from '../../src/server/listen.js';
import { Models } from '../../src/server/models.js';
import { fromRoot } from '../root.js';
import type { Serving } from '../../src/server/serving.js';

export interface TestServer {
  readonly url: string;
  /** Of its first model. */
  readonly serving: Serving;
  readonly post: (path: string, body: unknown) => Promise<TestReply>;
  readonly get: (path: string) => Promise<TestReply>;
}

export interface TestReply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Where the tests of one file keep their converted models, and where to say that it is over. */
interface Test {
  readonly testdir: () => string;
  readonly teardown: (action: () => Promise<void>) => void;
}

/** Most tests need one model only. */
const BUNDLED = fromRoot('models/clinical-es-mini');

/** A service whose only model never ends loading. */
export const loadingModel = (asked?: () => void): Models =>
  new Models([
    {
      name: 'mini',
      state: () => {
        asked?.();
        return { kind: 'loading' };
      },
    },
  ]);

/** A service that is configured as by default, but for these; not listening yet. */
export const buildDefault = (options: Pick<AppOptions, 'models'> & Partial<AppOptions>) =>
  buildApp({
    ...readConfig({}, {}),
    keys: null,
    tls: null,
    page: null,
    logger: createLogger('silent'),
    ...options,
  });

/** The real service with the real engine, listening on a free port of this machine. */
export async function startServer(
  t: Test,
  flags: Texts = {},
  settings: StartSettings = {},
): Promise<TestServer> {
  // Every call of testdir empties it.
  const mascarillaHome = flags['mascarillaHome'] ?? t.testdir();
  const config = readConfig({ port: '0', models: BUNDLED, ...flags, mascarillaHome }, {});
  const logger = createLogger('silent');
  const metrics = new ServiceMetrics();
  const served = new ServedModels(config, logger);
  const [serving] = await served.load({ ...settings, metrics });
  if (serving === undefined) throw new Error('no model is loaded');
  const keys = await followKeys(config, logger);
  const tls = await followCertificate(config, logger);
  const app = await buildApp({
    ...config,
    models: served.models,
    keys: keys?.current ?? null,
    tls,
    logger,
    metrics,
    page: config.page ? await readPage(logger) : null,
  });
  const url = await listen(app, config);
  t.teardown(async () => {
    keys?.close();
    tls?.close();
    await app.close();
    await served.close();
  });
  return {
    url,
    serving,
    post: (path, body) =>
      send(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    get: (path) => send(url + path, {}),
  };
}

export async function send(url: string, options: RequestInit): Promise<TestReply> {
  const reply = await fetch(url, options);
  const body: unknown = await reply.json();
  return { status: reply.status, headers: reply.headers, body };
}
