import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import type { App } from './instance.js';

/** Below this, what is saved on the way is less than what it costs to pack and unpack. */
const LEAST_BYTES = 8192;

/** Up to here it takes about a millisecond, and is done without a thread of its own. */
const MOST_BYTES_AT_ONCE = 32_768;

/**
 * Compresses large answers for clients that can read it. Numbers gain little from more effort, and
 * the processors have a model to compute: the levels are the fastest ones.
 */
export async function registerCompression(app: App): Promise<void> {
  await app.register(compress, {
    encodings: ['br', 'gzip'],
    threshold: LEAST_BYTES,
    syncThreshold: MOST_BYTES_AT_ONCE,
    customTypes: /^(?:application\/json|text\/(?:plain|html|css|javascript)|image\/svg\+xml)\b/,
    zlibOptions: { level: constants.Z_BEST_SPEED },
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } },
    // A request's body is bounded as it is sent; what it would unpack to is not.
    globalDecompression: false,
  });
}
