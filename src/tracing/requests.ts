import { FastifyOtelInstrumentation } from '@fastify/otel';
import { SpanStatusCode, type Context, type TracerProvider } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import { onAnswered } from '../server/answered.js';
import type { App } from '../server/instance.js';
import { sparsely, spansOf, traceRounds, type SpanMaker } from './rounds.js';

/** Probes and scrapes would be most of all traces. */
const untraced = (url: string): boolean => /^\/(health|metrics|debug)(?=[/?]|$)/.test(url);

/**
 * A span for each request, below that of a `traceparent` that came with it: method, route, status,
 * and the code of its error. That of a stream of lines ends when its answer begins; one below it,
 * `lines`, goes on to its end. Nothing that a client wrote is in them: no path, query, header or
 * message.
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
  const traced = new WeakMap<FastifyRequest, Traced>();
  app.addHook('onRequest', (request, _reply, done) => {
    const { context, span } = request.opentelemetry();
    if (context !== null && span.isRecording()) {
      const makeSpan = spansOf(tracer, span);
      traced.set(request, { makeSpan, context, from: performance.now() });
      const isStream = () => request.lines !== null;
      request.onRound = sparsely(traceRounds(makeSpan, context), isStream);
    }
    done();
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    describeEnd(request, reply.statusCode);
    done();
  });
  onAnswered(app, (request) => {
    const own = traced.get(request);
    if (own !== undefined) traceLines(request, own);
  });
}

/** A request that is sampled, and when it began, in milliseconds of `performance.now()`. */
interface Traced {
  readonly makeSpan: SpanMaker;
  readonly context: Context;
  readonly from: number;
}

function traceLines({ lines, errorCode }: FastifyRequest, { makeSpan, context, from }: Traced) {
  if (lines === null) return;
  makeSpan(
    'lines',
    context,
    { from, to: performance.now() },
    {
      'mascarilla.lines': lines.count,
      'mascarilla.line_errors': lines.errors,
      ...(errorCode !== null && { 'error.type': errorCode }),
    },
  );
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
