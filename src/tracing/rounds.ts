import { trace, type Attributes, type Context, type Span, type Tracer } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { ComputedRound, RoundObserver } from '../tasks/model.js';

/** Batches of one round that get spans; a document of many windows has hundreds. */
const MOST_BATCHES = 32;

/** Milliseconds of `performance.now()`. */
interface Time {
  readonly from: number;
  readonly to: number;
}

/**
 * Spans for what is computed for a request, below its own: `tokenize` until its rows are ready, and
 * a `batch` for each that has some of them, with `queue` (all that the model did not compute) and
 * `inference` in it. Their attributes are the model's name and counts.
 *
 * @param own the request's span, which is recorded
 */
export function traceRounds(tracer: Tracer, request: Context, own: Span): RoundObserver {
  // The library gives each span a clock of its own, and these would be some tenths of a millisecond
  // apart: all of one request follow that of the request's span.
  const clock = startOf(own) - performance.now();
  const span = (name: string, parent: Context, { from, to }: Time, attributes: Attributes) => {
    const made = tracer.startSpan(name, { startTime: clock + from, attributes }, parent);
    made.end(clock + to);
    return trace.setSpan(parent, made);
  };
  return ({ model, startedAt, submittedAt, rows, tokens, batches }: ComputedRound) => {
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
}

/** Milliseconds since 1970. */
function startOf(span: Span): number {
  // Those that are recorded are of the library, and can be read.
  const [seconds, nanoseconds] = (span as Span & ReadableSpan).startTime;
  return 1000 * seconds + nanoseconds / 1e6;
}
