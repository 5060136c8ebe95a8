import { fail, type ServiceError } from '../errors.js';
import { Passing } from './retries.js';

/** A longer wait is told instead: nobody knows then that the program is still alive. */
const MAX_WAIT_MS = 60_000;

/**
 * The error in an answer from an address; null where it is a success.
 *
 * The Hub tells in `X-Error-Code` which part was not found (huggingface_hub, utils/_http.py). To
 * those without a token it answers 401 also for repositories that do not exist.
 */
export function readRefusal(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  from: URL,
  subject: string,
  endpoint: string,
): ServiceError | Passing | null {
  if (status === 200 || status === 206) return null;
  if (status === 429) return rateLimited(headers, endpoint);
  // A host with the file refuses links that are too old; the Hub gives a new one.
  const elsewhere = from.origin !== new URL(endpoint).origin;
  if (status >= 500 || status === 408 || elsewhere) {
    return new Passing(fail('HUB_FAILED', { endpoint, status }));
  }
  if (status === 401 || status === 403) return fail('HUB_ACCESS_DENIED', { endpoint, subject });
  if (status === 404 || status === 410) {
    return fail('HUB_NOT_FOUND', { endpoint, subject, part: missingPart(headers) });
  }
  return fail('HUB_ANSWER_INVALID', { endpoint, detail: `status ${status} for ${subject}` });
}

function missingPart(headers: Headers): string {
  const parts: Readonly<Record<string, string>> = {
    RepoNotFound: 'repository',
    RevisionNotFound: 'revision',
    EntryNotFound: 'file',
  };
  return parts[headers.get('x-error-code') ?? ''] ?? 'repository, revision or file';
}

function rateLimited(headers: Headers, endpoint: string): ServiceError | Passing {
  const waitMs = readWait(headers);
  const seconds = waitMs === null ? null : Math.ceil(waitMs / 1000);
  const error = fail('HUB_RATE_LIMITED', { endpoint, seconds });
  return waitMs !== null && waitMs > MAX_WAIT_MS ? error : new Passing(error, waitMs);
}

/**
 * Milliseconds to wait: `Retry-After: 30` (RFC 9110), or the Hub's `RateLimit: "api";r=0;t=30`.
 * A date is not read: it needs two clocks that agree, and the pause of our own does as well.
 */
function readWait(headers: Headers): number | null {
  const seconds =
    /^\d{1,9}$/.exec(headers.get('retry-after') ?? '')?.[0] ??
    /;\s*t=(\d{1,9})/.exec(headers.get('ratelimit') ?? '')?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}
