import { onAnswered } from './answered.js';
import type { App } from './instance.js';

/**
 * The request's id in every answer, and one log line for each request, also for a stream: by its route, because a path
 * or a query is a text of the client.
 */
export function registerRequestLog(app: App): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  onAnswered(app, (request, reply) => {
    const { method, routeOptions } = request;
    request.log.info(
      {
        method,
        route: routeOptions.url ?? null,
        status: reply.statusCode,
        ...(request.keyName !== null && { key: request.keyName }),
        ...(request.errorCode !== null && { code: request.errorCode }),
        ...(request.lines !== null && { lines: request.lines.count, errors: request.lines.errors }),
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
  });
}
