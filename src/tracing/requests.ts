import { FastifyOtelInstrumentation } from '@fastify/otel';
import { SpanStatusCode, type TracerProvider } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import type { App } from '../server/instance.js';
import { traceRounds } from './rounds.js';

/** Probes and scrapes would be most of all traces. */
const untraced = (url: string): boolean => /^\/(health|metrics|debug)(?=[/?]|$)/.test(url);

/**
 * A span for each request, below that of a `traceparent` that came with it: method, route, status,
 * and the code of its error. Nothing that a client wrote is in it: no path, query, header or message.
 */
export async function traceRequests(app: App, provider: TracerProvider): Promise<void> {
  const instrumentation = new FastifyOtelInstrumentation({
    instrumentHooks: false,
    instrumentHandler: false,
    recordExceptions: false,
    ignorePaths: ({ url }) => untraced(url),
    requestHook: (span, request) => {
      const route = request.routeOptions.url;
      span.updateName(route === undefined ? request.method : `${request.method} ${route}`);
      // In the place of the path with its query.
      span.setAttribute('url.path', route ?? '');
    },
  });
  instrumentation.setTracerProvider(provider);
  await app.register(instrumentation.plugin());
  app.addHook('onRoute', (route) => {
    // The instrumentation would keep an error's message, which may quote what was sent.
    delete route.onError;
  });
  const tracer = provider.getTracer('mascarilla');
  app.addHook('onRequest', (request, _reply, done) => {
    const { context, span } = request.opentelemetry();
    if (context !== null && span.isRecording()) {
      request.onRound = traceRounds(tracer, context, span);
    }
    done();
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    describeEnd(request, reply.statusCode);
    done();
  });
}

/** What the instrumentation does not tell; it ends the span right after. */
function describeEnd(request: FastifyRequest, status: number): void {
  const { span } = request.opentelemetry();
  if (span === null) return;
  if (request.taskCost !== null) {
    span.setAttribute('mascarilla.tokens', request.taskCost.tokens);
    span.setAttribute('mascarilla.truncated_texts', request.taskCost.truncatedTexts);
  }
  if (request.errorCode !== null) span.setAttribute('error.type', request.errorCode);
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
}
