import { readConfig } from '../config.js';
import { Models } from '../server/models.js';
import { buildApp } from '../server/app.js';
import { createLogger } from '../log.js';

/** `mascarilla openapi`: the OpenAPI document, without a model or a server. */
export async function writeOpenapi(): Promise<string> {
  const logger = createLogger('silent');
  const app = await buildApp({
    ...readConfig({}, {}),
    models: new Models([]),
    keys: null,
    tls: null,
    page: null,
    logger,
  });
  const document = app.swagger();
  await app.close();
  return `${JSON.stringify(document, null, 2)}\n`;
}
