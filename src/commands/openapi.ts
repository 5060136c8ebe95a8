import { Models } from '../server/models.js';
import { buildApp } from '../server/app.js';
import { createLogger } from '../log.js';

/** `mascarilla openapi`: the OpenAPI document, without a model or a server. */
export async function writeOpenapi(): Promise<string> {
  const logger = createLogger('silent');
  const app = await buildApp({
    models: new Models([]),
    logger,
    maxBodyBytes: 1,
    clientTimeoutMs: 1,
  });
  const document = app.swagger();
  await app.close();
  return `${JSON.stringify(document, null, 2)}\n`;
}
