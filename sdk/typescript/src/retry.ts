/** How often and how long a call is tried. */
export interface Patience {
  /** Tries after the first one. */
  readonly retries: number;
  /** Milliseconds of a call, with all its tries and the waits between them. */
  readonly timeoutMs: number;
}

/** What the world gives: exchanged in tests. */
export interface World {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Too many requests, and no engine or too long a queue: both pass. */
const PASSING = new Set([429, 503]);

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8000;
/** The service takes no more, and timers not much more. */
const LONGEST_TIMEOUT_MS = 1e9;

/**
 * A `fetch` that tries again where the service is busy or cannot be reached, after what
 * `Retry-After` says or, without one, after ever longer waits. No operation changes anything, so trying
 * again is safe. What could not be ready in time is given as it is, without a wait in vain. The
 * service is told how long the answer is of use.
 *
 * Rejects with a `TimeoutError` when the time is over, with the reason of the request's own signal
 * when that aborts, and with the error of the last try where none reached the service.
 */
export const patientFetch =
  ({ retries, timeoutMs }: Patience, world: World) =>
  async (request: Request): Promise<Response> => {
    const boundMs = Math.min(LONGEST_TIMEOUT_MS, timeoutMs);
    const end = world.now() + boundMs;
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(boundMs)]);
    for (let tries = 0; ; tries += 1) {
      const outcome = await tryOnce(request, signal, end, world);
      const waitMs = waitAfter(outcome, tries, world);
      if (waitMs === null || tries === retries || world.now() + waitMs >= end) {
        if (outcome instanceof Response) return outcome;
        throw outcome;
      }
      // Else its connection stays taken.
      if (outcome instanceof Response) await outcome.body?.cancel();
      await world.wait(waitMs, signal);
    }
  };

/** The answer, or the error of a service that was not reached. */
async function tryOnce(
  request: Request,
  signal: AbortSignal,
  end: number,
  { fetch, now }: World,
): Promise<Response | TypeError> {
  const attempt = new Request(request.clone(), { signal });
  const name = 'x-request-timeout-ms';
  const leftMs = Math.max(1, Math.ceil(end - now()));
  if (request.method === 'POST' && !attempt.headers.has(name)) {
    attempt.headers.set(name, String(leftMs));
  }
  try {
    return await fetch(attempt);
  } catch (error) {
    // So `fetch` says that there was no answer; all else is not for another try.
    if (error instanceof TypeError && !signal.aborted) return error;
    throw error;
  }
}

/** Milliseconds to wait before another try, null where none is of use. */
function waitAfter(outcome: Response | TypeError, tries: number, world: World): number | null {
  const growing = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries);
  // Not all clients at the same moment.
  const backoff = growing * (0.5 + world.random() / 2);
  if (!(outcome instanceof Response)) return backoff;
  if (!PASSING.has(outcome.status)) return null;
  return readRetryAfter(outcome.headers.get('retry-after'), world.now()) ?? backoff;
}

/** Milliseconds of `Retry-After`: seconds, or a date (RFC 9110); null where it says nothing. */
export function readRetryAfter(value: string | null, now: number): number | null {
  if (value === null) return null;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  // Date.parse takes much else for a date, such as 1.5.
  const date = value.endsWith(' GMT') ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** Ends after these milliseconds, or rejects with the reason of the signal. */
export const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      // The reason is what the caller of abort() chose; by default an error.
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
