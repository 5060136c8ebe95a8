import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { secureOptions, type KeyPairs } from './tls.js';

export interface HttpServerOptions {
  /** Milliseconds that a client may take to send a request, or read nothing of its answer. */
  readonly clientTimeoutMs: number;
  /** Beyond so many at once, a new one is closed before it says a word. */
  readonly maxConnections: number;
  /** Null for HTTP without TLS. */
  readonly tls: KeyPairs | null;
}

/** Longer than what load balancers keep connections open, so that they close first (60 s). */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;

/** Of the first line and all headers: Node's own default, which its options could change. */
export const MOST_HEAD_BYTES = 16_384;

/** As web servers have it by default: proxies and meshes add some dozens. */
export const MOST_HEADERS = 100;

/** Node's server, which bounds what clients may open and send, and the time that they may take. */
export function createHttpServer(
  { maxConnections, ...settings }: HttpServerOptions,
  handler: RequestListener,
): Server {
  const server = createNodeServer(settings, handler);
  server.maxConnections = maxConnections;
  // Of more, Node keeps enough to see that they are too many, and they are refused (heads.ts).
  server.maxHeadersCount = MOST_HEADERS;
  return server;
}

/** With TLS it takes a new certificate as it runs. */
function createNodeServer(
  { clientTimeoutMs, tls }: Omit<HttpServerOptions, 'maxConnections'>,
  handler: RequestListener,
): Server {
  const options = {
    maxHeaderSize: MOST_HEAD_BYTES,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    headersTimeout: clientTimeoutMs,
    // Bodies have their time in arrivals.ts.
    requestTimeout: 0,
    // Node looks for slow senders so often, and by default every 30 seconds only.
    connectionsCheckingInterval: Math.ceil(clientTimeoutMs / 6),
  };
  if (tls === null) return createServer(options, handler);
  const secure = { ...options, ...secureOptions(tls.current()), handshakeTimeout: clientTimeoutMs };
  const server = createSecureServer(secure, handler);
  tls.whenChanged((pair) => server.setSecureContext(secureOptions(pair)));
  return server;
}
