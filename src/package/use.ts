import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { holderName, keepTouching, listHolders, type Holder } from './holders.js';
import { lockOf } from './lock.js';
import { packagesIn } from './names.js';

/**
 * Who serves a package of the cache, so that nobody removes it: a holder's file in TARGET.used for
 * each server. The folder stays, and its time tells when the package was last used. The clocks of
 * machines that share a cache may differ by some minutes.
 */

const TOUCH_MS = 60_000;
/** A few of them: a server that has shown no sign for so long was killed. */
const SERVER_IDLE_MS = 5 * TOUCH_MS;
/** A converter shows one every second. */
const CONVERTER_IDLE_MS = 60_000;

export const usedOf = (target: string): string => `${target}.used`;

/**
 * Marks a package of the cache as being served, until the result is called. In a home that cannot
 * be written nothing is marked: there nobody can remove it either.
 */
export async function markUsed(target: string, home: string): Promise<() => Promise<void>> {
  // One that lies elsewhere is nobody's to clean.
  if (dirname(target) !== resolve(packagesIn(home))) return () => Promise.resolve();
  const folder = usedOf(target);
  const path = join(folder, holderName());
  try {
    await mkdir(folder, { recursive: true });
    for (const holder of await listHolders(folder)) {
      if (!isRecent(holder, SERVER_IDLE_MS)) await rm(holder.path, { force: true });
    }
    await writeFile(path, '', { flag: 'wx' });
  } catch {
    return () => Promise.resolve();
  }
  const stop = keepTouching(path, TOUCH_MS);
  return async () => {
    stop();
    await rm(path, { force: true }).catch(() => undefined);
  };
}

export interface Use {
  /** Who serves or converts it now, for people; null for nobody. */
  readonly by: string | null;
  /** Milliseconds since 1970; null where nothing tells. */
  readonly lastUsedMs: number | null;
}

/** Who holds a package, and when it was last served. */
export async function readUse(target: string): Promise<Use> {
  const servers = await listHolders(usedOf(target));
  const converters = await listHolders(lockOf(target));
  const server = servers.find((holder) => isRecent(holder, SERVER_IDLE_MS));
  const converter = converters.find((holder) => isRecent(holder, CONVERTER_IDLE_MS));
  const folder = await stat(usedOf(target)).catch(() => null);
  const times = servers.map(({ touchedMs }) => touchedMs);
  return {
    by:
      (server && `served by ${server.who}`) ??
      (converter && `converted by ${converter.who}`) ??
      null,
    lastUsedMs: folder === null ? null : Math.max(folder.mtimeMs, ...times),
  };
}

const isRecent = ({ touchedMs }: Holder, idleMs: number): boolean =>
  Math.abs(Date.now() - touchedMs) < idleMs;
