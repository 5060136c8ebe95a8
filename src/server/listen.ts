import { Server as TlsServer } from 'node:tls';
import { fail } from '../errors.js';
import type { App } from './instance.js';

/** Names can have several addresses, and a server listens on one. */
const LOOPBACK = '127.0.0.1';

/** Listens, and gives the address as a client would write it; CONFIG_INVALID if it cannot. */
export async function listen(
  app: App,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    const address = await app.listen({
      host: host === 'localhost' ? LOOPBACK : host,
      port,
      listenTextResolver: () => 'listening',
    });
    // Fastify does not know which server was made for it, and names every interface of 0.0.0.0: one
    // that works from this machine is enough.
    const scheme = app.server instanceof TlsServer ? 'https:' : 'http:';
    return address
      .replace(/^http:/, scheme)
      .replace('[::]', 'localhost')
      .replace('0.0.0.0', 'localhost');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw fail('CONFIG_INVALID', explain(code, host, port), { cause: error });
  }
}

function explain(code: string, host: string, port: number) {
  switch (code) {
    case 'EADDRINUSE':
      return { option: '--port', detail: `${port} is in use on ${host}; choose another one` };
    case 'EACCES':
      return { option: '--port', detail: `${port} may not be used; choose one above 1023` };
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return { option: '--host', detail: `${host} is no address of this machine` };
    default:
      return { option: '--host', detail: `cannot listen on ${host}:${port} (${code})` };
  }
}
