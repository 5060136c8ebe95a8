import { setTimeout as wait } from 'node:timers/promises';
import type { Send } from './outcome.js';
import { Tally, type Measured } from './tally.js';

/** Requests that are sent when they are due, whatever became of those before. */
export interface OpenLoop {
  /** Milliseconds from the start, ascending. */
  readonly arrivals: Iterable<number>;
  /** None is sent that is due later. */
  readonly seconds: number;
  /** Requests in flight at once; those beyond are sent late, and their lateness counts. */
  readonly most: number;
  /** Ends it early, and rejects with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Latency counts from the time when a request was due, not from its sending: else a server that
 * stands still would only be asked less (coordinated omission; Gil Tene, "How NOT to Measure Latency").
 */
export async function runOpenLoop(
  send: Send,
  { arrivals, seconds, most, signal }: OpenLoop,
): Promise<Measured> {
  const tally = new Tally();
  const inFlight = new Set<Promise<void>>();
  const started = performance.now();
  const now = () => performance.now() - started;
  let index = 0;
  for (const due of arrivals) {
    if (due >= 1000 * seconds || signal?.aborted === true) break;
    // A timer may fire a little early.
    while (now() < due) await wait(Math.ceil(due - now()), undefined, { signal });
    while (inFlight.size >= most) await Promise.race(inFlight);
    const request = send(index++).then((outcome) => {
      tally.add(outcome, now() - due);
      inFlight.delete(request);
    });
    inFlight.add(request);
  }
  await Promise.all(inFlight);
  signal?.throwIfAborted();
  return tally.sum(now() / 1000);
}
