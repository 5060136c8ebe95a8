import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import { fail } from '../../errors.js';
import type { App } from '../instance.js';

const MINUTE_MS = 60_000;

/** Clients that are counted at once; of more, those that have asked longest ago are forgotten. */
const MOST_CLIENTS = 10_000;

/**
 * Refuses what a client asks beyond so many requests a minute, counted from its first one. A client
 * is a key, or an address where none are set. Probes, metrics and pages are not counted.
 *
 * @param perMinute 0 for no limit
 */
export async function registerRateLimit(app: App, perMinute: number): Promise<void> {
  if (perMinute === 0) return;
  await app.register(rateLimit, {
    max: perMinute,
    timeWindow: MINUTE_MS,
    cache: MOST_CLIENTS,
    keyGenerator: ({ keyName, ip }) => keyName ?? normalizeIP(ip),
    allowList: ({ routeOptions }) => routeOptions.config.kind !== undefined,
    errorResponseBuilder: (_request, { max: limit, ttl }) =>
      fail('RATE_LIMIT_EXCEEDED', { limit }, { retryAfterMs: ttl }),
  });
}
