import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { secureOptions, type KeyPairs } from './tls.js';

export interface HttpServerOptions {
  /** Milliseconds that a client may take to send a request, or read nothing of its answer. */
  readonly clientTimeoutMs: number;
  /** Null for HTTP without TLS. */
  readonly tls: KeyPairs | null;
}

/** Longer than what load balancers keep connections open, so that they close first (60 s). */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;

/** Node's server, which looks at its clients' time, and takes a new certificate as it runs. */
export function createHttpServer(
  { clientTimeoutMs, tls }: HttpServerOptions,
  handler: RequestListener,
): Server {
  const options = {
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
