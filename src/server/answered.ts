import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from './instance.js';

type Callback = (request: FastifyRequest, reply: FastifyReply) => void;

/** All of a service share one listener of each answer: Node warns where there are more than ten. */
const callbacksOf = new WeakMap<App, Callback[]>();

/**
 * Calls back once for each request: when its answer is written, or when there is one and its client
 * has gone. Fastify's own onResponse does not hear of the latter.
 */
export function onAnswered(app: App, callback: Callback): void {
  const others = callbacksOf.get(app);
  if (others !== undefined) {
    others.push(callback);
    return;
  }
  const callbacks = [callback];
  callbacksOf.set(app, callbacks);
  // An error while an answer is sent is answered in its place.
  const seen = new WeakSet<FastifyRequest>();
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (!seen.has(request)) {
      seen.add(request);
      const callAll = () => callbacks.forEach((call) => call(request, reply));
      if (reply.raw.destroyed) callAll();
      else reply.raw.once('close', callAll);
    }
    done();
  });
}
