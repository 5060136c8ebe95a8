import type { App } from './instance.js';

/**
 * What pages may do: load what this service serves, and ask it. Neither a script nor a style of the
 * page itself, nothing from elsewhere, and no other page may show it in a frame. There is no
 * upgrade to HTTPS among it: the service is also reached without.
 */
const PAGE_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
} as const;

/** No answer is taken for another type than it says, and pages (`kind: 'pages'`) are kept in. */
export function registerSecurityHeaders(app: App): void {
  app.addHook('onRequest', ({ routeOptions }, reply, done) => {
    reply.header('x-content-type-options', 'nosniff');
    if (routeOptions.config.kind === 'pages') reply.headers(PAGE_HEADERS);
    done();
  });
}
