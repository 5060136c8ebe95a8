import type { TextMapPropagator } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Logger } from 'pino';
import type { RequestTracing } from '../server/tracing.js';
import { version } from '../version.js';
import { TellingExporter } from './exporter.js';
import { traceRequests } from './requests.js';

/** How long an end may wait for spans that are still to be sent. */
const FLUSH_MS = 2000;

/** Traces of a service, and how to end them. */
export interface Tracing extends RequestTracing {
  /** Sends what is left, for two seconds at most. */
  readonly close: () => Promise<void>;
}

const traceContext = new W3CTraceContextPropagator();

/** Without `tracestate` and `baggage`, in which a client can write anything. */
const traceparentAlone: TextMapPropagator<unknown> = {
  fields: () => ['traceparent'],
  inject: () => undefined,
  extract: (context, carrier, getter) =>
    traceContext.extract(context, carrier, {
      keys: () => ['traceparent'],
      get: (from, key) => (key === 'traceparent' ? getter.get(from, key) : undefined),
    }),
};

/**
 * Sends spans of requests to the collector that the variables of OpenTelemetry name (`OTEL_*`, which
 * its library reads itself): OTLP over HTTP, in JSON. Only this room knows the library.
 */
export function startTracing(logger: Logger): Tracing {
  const exporter = new TellingExporter(new OTLPTraceExporter(), logger);
  const own = { 'service.name': 'mascarilla', 'service.version': version };
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes(own))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  // Spans are given their parents by hand: following every promise would cost each request.
  provider.register({ contextManager: null, propagator: traceparentAlone });
  return {
    register: (app) => traceRequests(app, provider),
    close: async () => {
      const late = new Promise<void>((resolve) => setTimeout(resolve, FLUSH_MS).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}
