import { trace, type Attributes, type Context, type Span, type Tracer } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { ComputedRound, RoundObserver } from '../tasks/model.js';

/** Batches of one round that get spans; a document of many windows has hundreds. */
const MOST_BATCHES = 32;

/** Milliseconds between rounds of a stream that get spans; it can have thousands a second, for days. */
const STREAM_PAUSE_MS = 1000;

/** Milliseconds of `performance.now()`. */
interface Time {
  readonly from: number;
  readonly to: number;
}

/** Makes a span that is over, below another one; gives the context for those below it. */
export type SpanMaker = (
  name: string,
  parent: Context,
  time: Time,
  attributes: Attributes,
) => Context;

/**
 * Spans of one request. The library gives each a clock of its own, and these would be some tenths of
 * a millisecond apart: all follow that of the request's span.
 *
 * @param own the request's span, which is recorded
 */
export function spansOf(tracer: Tracer, own: Span): SpanMaker {
  const clock = startOf(own) - performance.now();
  return (name, parent, { from, to }, attributes) => {
    const made = tracer.startSpan(name, { startTime: clock + from, attributes }, parent);
    made.end(clock + to);
    return trace.setSpan(parent, made);
  };
}

/**
 * Spans for what is computed for a request, below its own: `tokenize` until its rows are ready, and
 * a `batch` for each that has some of them, with `queue` (all that the model did not compute) and
 * `inference` in it. Their attributes are the model's name and counts.
 */
export const traceRounds =
  (span: SpanMaker, request: Context): RoundObserver =>
  ({ model, startedAt, submittedAt, rows, tokens, batches }: ComputedRound) => {
    const named = { 'mascarilla.model': model };
    const ready = { from: startedAt, to: submittedAt };
    const counted = { ...named, 'mascarilla.rows': rows, 'mascarilla.tokens': tokens };
    span('tokenize', request, ready, counted);
    for (const { queueMs, inferenceMs, batchRows, batchTokens } of batches.slice(0, MOST_BATCHES)) {
      const computedAt = submittedAt + queueMs;
      const answeredAt = computedAt + inferenceMs;
      const counts = { 'mascarilla.batch.rows': batchRows, 'mascarilla.batch.tokens': batchTokens };
      const time = { from: submittedAt, to: answeredAt };
      const batch = span('batch', request, time, { ...named, ...counts });
      span('queue', batch, { from: submittedAt, to: computedAt }, named);
      span('inference', batch, { from: computedAt, to: answeredAt }, { ...named, ...counts });
    }
  };

/** Hears of all rounds, but of a stream of lines of one a second. */
export function sparsely(observe: RoundObserver, isStream: () => boolean): RoundObserver {
  let nextAt = -Infinity;
  return (round) => {
    if (isStream()) {
      if (round.submittedAt < nextAt) return;
      nextAt = round.submittedAt + STREAM_PAUSE_MS;
    }
    observe(round);
  };
}

/** Milliseconds since 1970. */
function startOf(span: Span): number {
  // Those that are recorded are of the library, and can be read.
  const [seconds, nanoseconds] = (span as Span & ReadableSpan).startTime;
  return 1000 * seconds + nanoseconds / 1e6;
}
