import { Session } from 'node:inspector/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { Type, type Static } from 'typebox';
import { fail } from '../errors.js';
import type { App } from './instance.js';

const ProfileQuery = Type.Object(
  {
    seconds: Type.Optional(
      Type.String({
        pattern: '^([1-9]|[1-5][0-9]|60)$',
        description: 'From 1 to 60; 5 if left out.',
      }),
    ),
  },
  { additionalProperties: false },
);

type ProfileQuery = Static<typeof ProfileQuery>;

/**
 * `GET /debug/profile`, where the serving process spends its time, as a `.cpuprofile` for the
 * developer tools of browsers: names and places of functions, and no value. `GET /debug/heap`, how
 * much memory it has: numbers alone, because a snapshot of the heap would hold texts. The engines are
 * processes of their own, of which neither tells.
 */
export function registerDebug(app: App, stopping: AbortSignal): void {
  /** Milliseconds of `performance.now()` when the one being taken is ready; null where there is none. */
  let readyAt: number | null = null;
  app.get<{ Querystring: ProfileQuery }>(
    '/debug/profile',
    { schema: { hide: true, querystring: ProfileQuery } },
    async ({ query: { seconds = '5' } }, reply) => {
      const now = performance.now();
      if (readyAt !== null) {
        throw fail('PROFILE_RUNNING', undefined, { retryAfterMs: Math.max(0, readyAt - now) });
      }
      const ms = 1000 * Number(seconds);
      readyAt = now + ms;
      try {
        const profile = await takeProfile(ms, stopping);
        return await reply.type('application/json').send(JSON.stringify(profile));
      } finally {
        readyAt = null;
      }
    },
  );
  app.get('/debug/heap', { schema: { hide: true } }, () => ({
    memory: process.memoryUsage(),
    heap: getHeapStatistics(),
    spaces: getHeapSpaceStatistics(),
  }));
}

/** Shorter where the service is about to end. */
async function takeProfile(ms: number, stopping: AbortSignal) {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
    await sleep(ms, undefined, { signal: stopping }).catch(() => undefined);
    const { profile } = await session.post('Profiler.stop');
    return profile;
  } finally {
    session.disconnect();
  }
}
