import { fail, messageOf, type ServiceError } from '../errors.js';
import { version } from '../version.js';
import { readRefusal } from './refusal.js';
import { Passing } from './retries.js';

/** How to reach the Hub. What differs in tests comes in from outside. */
export interface Connection {
  /** HF_ENDPOINT, such as `https://huggingface.co`; no slash at its end. */
  readonly endpoint: string;
  /** HF_TOKEN. */
  readonly token: string | null;
  readonly fetch: typeof fetch;
  readonly sleep: (ms: number) => Promise<void>;
  /** From 0 up to 1, without it. */
  readonly random: () => number;
  /** Milliseconds without a byte after which a connection counts as broken. */
  readonly stallMs: number;
}

/** An answer of success, 200 or 206. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Pieces of the body; throws Passing where the connection breaks or stalls. */
  readonly pieces: AsyncIterable<Uint8Array>;
}

export interface Question {
  readonly url: URL;
  /** What is asked for, for messages: `the file config.json of owner/name`. */
  readonly subject: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The Hub needs two: to a renamed repository, and to the host that has the file. */
const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Asks once, and reads the answer while the connection is open.
 *
 * Errors: Passing for what may be better the next time; HUB_* for the rest.
 */
export async function ask<Value>(
  connection: Connection,
  question: Question,
  read: (answer: Answer) => Promise<Value>,
): Promise<Value> {
  const aborter = new AbortController();
  const { stallMs } = connection;
  const timer = setTimeout(() => {
    aborter.abort(new Error(`nothing came for ${stallMs / 1000} seconds`));
  }, stallMs);
  try {
    const { response, from } = await follow(connection, question, aborter.signal);
    const refusal = readRefusal(response, from, question.subject, connection.endpoint);
    if (refusal !== null) throw refusal;
    const { status, headers } = response;
    const pieces = readPieces(connection, response, () => timer.refresh());
    return await read({ status, headers, pieces });
  } finally {
    clearTimeout(timer);
    // Ends the connection where the answer was not read to its end.
    aborter.abort();
  }
}

/**
 * Follows redirects by hand: the token is for the endpoint alone, never for the hosts that files
 * are fetched from.
 */
async function follow(
  connection: Connection,
  { url, headers = {} }: Question,
  signal: AbortSignal,
): Promise<{ readonly response: Response; readonly from: URL }> {
  let target = url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await fetchOnce(connection, target, headers, signal);
    const location = response.headers.get('location');
    if (!REDIRECTS.includes(response.status) || location === null) {
      return { response, from: target };
    }
    await response.body?.cancel();
    target = resolveLink(location, target, connection.endpoint);
  }
  const detail = `more than ${MAX_REDIRECTS} redirects from ${url.pathname}`;
  throw fail('HUB_ANSWER_INVALID', { endpoint: connection.endpoint, detail });
}

/** A link in an answer, relative or not. Errors: HUB_ANSWER_INVALID. */
export function resolveLink(link: string, base: URL, endpoint: string): URL {
  const target = URL.canParse(link, base.href) ? new URL(link, base) : null;
  if (target !== null && /^https?:$/.test(target.protocol)) return target;
  throw fail('HUB_ANSWER_INVALID', { endpoint, detail: 'a link leads to no web address' });
}

async function fetchOnce(
  connection: Connection,
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Response> {
  const { token, endpoint } = connection;
  const trusted = token !== null && url.origin === new URL(endpoint).origin;
  try {
    return await connection.fetch(url, {
      redirect: 'manual',
      signal,
      headers: {
        'user-agent': `mascarilla/${version}`,
        // Sizes and ranges are those of the file, not of its compressed form.
        'accept-encoding': 'identity',
        ...headers,
        ...(trusted && { authorization: `Bearer ${token}` }),
      },
    });
  } catch (error) {
    throw new Passing(unreachable(connection, error));
  }
}

async function* readPieces(
  connection: Connection,
  response: Response,
  alive: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    // Fetch gives bytes; its types leave that open.
    const body = (response.body ?? []) as AsyncIterable<Uint8Array>;
    for await (const piece of body) {
      alive();
      yield piece;
      // The time that the reader took is not the connection's fault.
      alive();
    }
  } catch (error) {
    throw new Passing(unreachable(connection, error));
  }
}

const unreachable = ({ endpoint }: Connection, error: unknown): ServiceError =>
  fail('HUB_UNREACHABLE', { endpoint, detail: reasonOf(error) }, { cause: error });

/** Fetch says `fetch failed`, and its cause says why; a failure of several addresses has a code only. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const message = messageOf(cause);
  if (message !== '') return message;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : messageOf(error);
}
