import type { ServiceError } from '../errors.js';

/** A failure that may be gone the next time. It never leaves this room: `error` is what is told. */
export class Passing extends Error {
  readonly error: ServiceError;
  /** Milliseconds that the server asks to wait for; null where it does not. */
  readonly waitMs: number | null;

  constructor(error: ServiceError, waitMs: number | null = null) {
    super(error.message, { cause: error });
    this.error = error;
    this.waitMs = waitMs;
  }
}

/** Five attempts take some ten seconds: long enough for a restart of a proxy, short for a person. */
export const MAX_FAILURES = 5;
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 8000;

interface Waiting {
  readonly sleep: (ms: number) => Promise<void>;
  readonly random: () => number;
}

/**
 * Tries until it succeeds, or until it has failed five times in a row without any progress, and
 * then throws the last reason.
 *
 * @param progressed tells whether the attempt that failed has come further than the ones before
 */
export async function withRetries<Value>(
  { sleep, random }: Waiting,
  attempt: () => Promise<Value>,
  progressed: () => boolean = () => false,
): Promise<Value> {
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Passing)) throw error;
      if (progressed()) failures = 1;
      if (failures >= MAX_FAILURES) throw error.error;
      await sleep(error.waitMs ?? pauseAfter(failures, random()));
    }
  }
}

/** Twice as long after each failure; at random by half, so that many clients do not come at once. */
export const pauseAfter = (failures: number, random: number): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), MAX_PAUSE_MS) * (0.5 + random / 2);
