import { Counter, Histogram, type Registry } from 'prom-client';
import type { AnsweredLine, AnsweredRequest } from '../server/metrics.js';
import { SECONDS } from './buckets.js';

/** Label of requests that no route was found for: their paths are the client's. */
const NO_ROUTE = 'none';

/** What is counted of requests. */
export class RequestCounts {
  readonly #requests: Counter<'route' | 'method' | 'status'>;
  readonly #durations: Histogram<'route'>;
  readonly #rejections: Counter<'code'>;
  readonly #lines: Counter<'route'>;
  readonly #tokens: Counter<'route'>;
  readonly #truncated: Counter;
  readonly #failed: Counter<'code'>;
  readonly #droppedConnections: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#requests = new Counter({
      name: 'mascarilla_requests_total',
      help: 'Requests that were answered',
      labelNames: ['route', 'method', 'status'],
      registers,
    });
    this.#durations = new Histogram({
      name: 'mascarilla_request_duration_seconds',
      help: 'From the head of a request to the end of its answer; without streams of lines',
      labelNames: ['route'],
      buckets: SECONDS,
      registers,
    });
    this.#rejections = new Counter({
      name: 'mascarilla_rejections_total',
      help: 'Requests and lines that were answered with an error, by its code in docs/errors.md',
      labelNames: ['code'],
      registers,
    });
    this.#lines = new Counter({
      name: 'mascarilla_lines_total',
      help: 'Lines of streams that were answered',
      labelNames: ['route'],
      registers,
    });
    this.#tokens = new Counter({
      name: 'mascarilla_tokens_total',
      help: 'Tokens of the requests that were answered, without padding',
      labelNames: ['route'],
      registers,
    });
    this.#truncated = new Counter({
      name: 'mascarilla_truncated_texts_total',
      help: 'Texts that were longer than the model takes and have been cut',
      registers,
    });
    this.#failed = new Counter({
      name: 'mascarilla_failed_texts_total',
      help: 'Texts that had an error in their places of an answer (on_error), by its code',
      labelNames: ['code'],
      registers,
    });
    this.#droppedConnections = new Counter({
      name: 'mascarilla_dropped_connections_total',
      help: 'Connections that were closed at once, because there were --max-connections',
      registers,
    });
  }

  answered(request: AnsweredRequest): void {
    const { method, status, code, ms, tokens, truncatedTexts, failedTexts } = request;
    const route = request.route ?? NO_ROUTE;
    this.#requests.inc({ route, method, status });
    if (ms !== null) this.#durations.observe({ route }, ms / 1000);
    if (code !== null) this.#rejections.inc({ code });
    if (tokens > 0) this.#tokens.inc({ route }, tokens);
    this.#truncated.inc(truncatedTexts);
    for (const code of failedTexts) this.#failed.inc({ code });
  }

  droppedConnection(): void {
    this.#droppedConnections.inc();
  }

  answeredLine({ route: found, code, tokens, truncated }: AnsweredLine): void {
    const route = found ?? NO_ROUTE;
    this.#lines.inc({ route });
    if (code !== null) this.#rejections.inc({ code });
    if (tokens > 0) this.#tokens.inc({ route }, tokens);
    if (truncated) this.#truncated.inc();
  }
}
