import type { IncomingHttpHeaders } from 'node:http';
import { fail } from '../../errors.js';
import type { App } from '../instance.js';
import type { ApiKeys } from './keys.js';
import type { Openable } from './openable.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Routes that are no work of the model's: they can be open without a key, and are not limited. */
    readonly kind?: Openable;
  }
  interface FastifyRequest {
    /** The name of the key that the request was sent with; null where none was needed. */
    keyName: string | null;
  }
}

/** Where keys are set, and what is open nevertheless. */
export interface AccessOptions {
  /** The keys as they are now; null where none are set, and everybody may ask. */
  readonly keys: (() => ApiKeys) | null;
  readonly openPaths: readonly Openable[];
}

/**
 * Lets requests in that have one of the keys; the others are answered with INVALID_API_KEY before
 * their bodies are read, also those to paths that do not exist.
 */
export function registerAuthentication(app: App, { keys, openPaths }: AccessOptions): void {
  app.decorateRequest('keyName', null);
  if (keys === null) return;
  app.addHook('onRequest', (request, reply, done) => {
    const { kind } = request.routeOptions.config;
    const sent = readKey(request.headers);
    request.keyName = sent === undefined ? null : keys().identify(sent);
    const isOpen = kind !== undefined && openPaths.includes(kind);
    if (request.keyName !== null || isOpen) {
      done();
    } else {
      reply.header('www-authenticate', 'Bearer');
      done(fail('INVALID_API_KEY', { sent: sent !== undefined }));
    }
  });
}

/** `authorization: Bearer KEY`, or `x-api-key: KEY` where a proxy needs the former for itself. */
function readKey(headers: IncomingHttpHeaders): string | undefined {
  const [, bearer] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  const other = headers['x-api-key'];
  return bearer ?? (typeof other === 'string' ? other : undefined);
}
