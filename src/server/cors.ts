import cors from '@fastify/cors';
import type { App } from './instance.js';
import { answerHeaders } from './schemas/common.js';

/** Web pages of which origins may ask: those listed, every one, or none at all. */
export type CorsOrigins = readonly string[] | '*' | null;

/** Lets web pages of other origins read answers; without any, browsers keep them from it. */
export async function registerCors(app: App, origins: CorsOrigins): Promise<void> {
  if (origins === null) return;
  await app.register(cors, {
    origin: origins === '*' ? '*' : [...origins],
    methods: ['GET', 'POST'],
    exposedHeaders: [...Object.keys(answerHeaders), 'x-embedding-shape', 'retry-after'],
    // Else an OPTIONS that is no preflight gets an error in a shape of its own.
    strictPreflight: false,
  });
}
