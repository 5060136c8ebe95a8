import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from './instance.js';

/**
 * Calls back once for each request: when its answer is written, or when there is one and its client
 * has gone. Fastify's own onResponse does not hear of the latter.
 */
export function onAnswered(
  app: App,
  callback: (request: FastifyRequest, reply: FastifyReply) => void,
): void {
  // An error while an answer is sent is answered in its place.
  const seen = new WeakSet<FastifyRequest>();
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (!seen.has(request)) {
      seen.add(request);
      if (reply.raw.destroyed) callback(request, reply);
      else reply.raw.once('close', () => callback(request, reply));
    }
    done();
  });
}
