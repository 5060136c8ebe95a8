import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { fail, messageOf } from '../errors.js';
import { headersOf } from './key.js';

/** What a load needs to know of a server, from its GET /info. */
const ServerInfo = Type.Object({
  model_id: Type.String(),
  model_dtype: Type.String(),
  tasks: Type.Array(Type.String()),
  mask_token: Type.Union([Type.String(), Type.Null()]),
  provider: Type.String(),
  threads: Type.Integer(),
});

export type ServerInfo = Static<typeof ServerInfo>;

const serverInfo = Compile(ServerInfo);

/** The intended use of a model's card is the longest part by far. */
const MAX_INFO_BYTES = 1_000_000;

const ANSWER_MS = 10_000;

/** How a server is asked. */
export interface Asking {
  /** An API key to send; null for none. */
  readonly key?: string | null;
  readonly signal?: AbortSignal;
}

/**
 * Asks a server what it serves.
 *
 * Errors: SERVER_UNREACHABLE, SERVER_KEY_REFUSED, SERVER_ANSWER_INVALID; an abort is one of the
 * first.
 *
 * @param url without a slash at its end
 */
export async function askServer(
  url: string,
  { key = null, signal }: Asking = {},
): Promise<ServerInfo> {
  const invalid = (detail: string) => fail('SERVER_ANSWER_INVALID', { endpoint: url, detail });
  const { status, body } = await getInfo(url, key, signal);
  if (status === 401) throw fail('SERVER_KEY_REFUSED', { endpoint: url, sent: key !== null });
  if (status !== 200) throw invalid(`GET /info gives status ${status}`);
  if (body === null) throw invalid(`GET /info gives more than ${MAX_INFO_BYTES} bytes`);
  const info = parse(body);
  if (!serverInfo.Check(info)) throw invalid('GET /info tells no model');
  return info;
}

/** `body` is null where it is too long. */
async function getInfo(
  url: string,
  key: string | null,
  signal?: AbortSignal,
): Promise<{ readonly status: number; readonly body: string | null }> {
  try {
    const limit = AbortSignal.timeout(ANSWER_MS);
    const reply = await fetch(`${url}/info`, {
      headers: headersOf(key),
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    });
    return { status: reply.status, body: await readBounded(reply) };
  } catch (error) {
    throw fail('SERVER_UNREACHABLE', { endpoint: url, detail: reasonOf(error) }, { cause: error });
  }
}

async function readBounded({ body }: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // A body gives bytes; the types of Node do not tell.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_INFO_BYTES) return null;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** Codes of OpenSSL for a certificate whose authority is not known here. */
const UNKNOWN_AUTHORITY = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

/** fetch tells only that it failed; its cause tells why. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return UNKNOWN_AUTHORITY.includes(code)
    ? `${messageOf(cause)}; the variable NODE_EXTRA_CA_CERTS names a file of authorities to trust`
    : messageOf(cause);
}
