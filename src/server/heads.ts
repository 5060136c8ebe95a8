import { fail } from '../errors.js';
import { MOST_HEADERS } from './http-server.js';
import type { App } from './instance.js';

/** Every part of the web should take as many (RFC 9110, section 4.1); names of models need 200. */
export const MOST_URL_CHARACTERS = 8000;

/** Refuses heads with more headers, or with longer URLs, than anybody needs. */
export function registerHeadLimits(app: App): void {
  app.addHook('onRequest', ({ url, raw: { rawHeaders } }, _reply, done) => {
    // Names and values.
    const count = rawHeaders.length / 2;
    if (count > MOST_HEADERS) {
      done(fail('HEADERS_TOO_MANY', { limit: MOST_HEADERS }));
    } else if (url.length > MOST_URL_CHARACTERS) {
      done(fail('URL_TOO_LONG', { limit: MOST_URL_CHARACTERS }));
    } else {
      done();
    }
  });
}
