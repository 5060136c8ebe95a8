import type { ErrorCode } from '../errors.js';
import { onAnswered } from './answered.js';
import type { App } from './instance.js';

/**
 * What became of a request, for whoever keeps count. The values of every field are few, but for
 * numbers: no path, no text and nothing of the client.
 */
export interface AnsweredRequest {
  /** The route's pattern; null where no route was found. */
  readonly route: string | null;
  readonly method: string;
  readonly status: number;
  /** Of the error that it was answered with; else null. */
  readonly code: ErrorCode | null;
  /** Milliseconds in the service; null for a stream, which takes as long as it has lines. */
  readonly ms: number | null;
  /** Tokens that were computed for it. */
  readonly tokens: number;
  /** Texts of it that were cut. */
  readonly truncatedTexts: number;
  /** The codes of texts of it that had an error in their places, while others were answered. */
  readonly failedTexts: readonly ErrorCode[];
}

/** What became of a line of a stream; the same holds for its values. */
export interface AnsweredLine {
  readonly route: string | null;
  readonly code: ErrorCode | null;
  readonly tokens: number;
  readonly truncated: boolean;
}

/** Keeps count of requests, and tells everything that is counted. */
export interface RequestMetrics {
  readonly answered: (request: AnsweredRequest) => void;
  /** As each is answered: a stream can take days. */
  readonly answeredLine: (line: AnsweredLine) => void;
  /** A connection was closed at once, because there were too many. */
  readonly droppedConnection: () => void;
  /** Media type of what `write` gives. */
  readonly contentType: string;
  readonly write: () => Promise<string>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What the model did for the request; null where it did nothing. */
    taskCost: Pick<AnsweredRequest, 'tokens' | 'truncatedTexts'> | null;
    failedTexts: AnsweredRequest['failedTexts'] | null;
  }
}

/** `GET /metrics`, and what it counts of every request; neither where nobody keeps count. */
export function registerMetrics(app: App, metrics: RequestMetrics | undefined): void {
  app.decorateRequest('taskCost', null);
  app.decorateRequest('failedTexts', null);
  if (metrics === undefined) return;
  app.server.on('drop', metrics.droppedConnection);
  onAnswered(app, (request, reply) => {
    metrics.answered({
      route: request.routeOptions.url ?? null,
      method: request.method,
      status: reply.statusCode,
      code: request.errorCode,
      ms: request.lines === null ? reply.elapsedTime : null,
      ...(request.taskCost ?? { tokens: 0, truncatedTexts: 0 }),
      failedTexts: request.failedTexts ?? [],
    });
  });
  app.get(
    '/metrics',
    { schema: { hide: true }, config: { kind: 'metrics' } },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.write()),
  );
}
