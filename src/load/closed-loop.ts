import { setTimeout as wait } from 'node:timers/promises';
import type { Send } from './outcome.js';
import { Tally, type Measured } from './tally.js';

/** A number of clients, each of which sends its next request when it has the answer to its last. */
export interface ClosedLoop {
  readonly clients: number;
  /** No request is sent after so many seconds, nor more than so many of them. */
  readonly seconds?: number;
  readonly requests?: number;
  /** Ends it early, and rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** A client that was refused does not ask again at once: refusals are cheap, and would be all. */
const AFTER_REFUSAL_MS = 100;

/** Latency counts from the sending of a request. */
export async function runClosedLoop(
  send: Send,
  { clients, seconds = Infinity, requests = Infinity, signal }: ClosedLoop,
): Promise<Measured> {
  const tally = new Tally();
  const started = performance.now();
  const isOver = () =>
    next >= requests || performance.now() - started >= 1000 * seconds || signal?.aborted === true;
  let next = 0;
  const client = async () => {
    while (!isOver()) {
      const sent = performance.now();
      const outcome = await send(next++);
      tally.add(outcome, performance.now() - sent);
      if (outcome.kind !== 'answered') await wait(AFTER_REFUSAL_MS);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  signal?.throwIfAborted();
  return tally.sum((performance.now() - started) / 1000);
}
