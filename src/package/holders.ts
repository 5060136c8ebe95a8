import { randomBytes } from 'node:crypto';
import { readdir, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/**
 * Processes that hold something, as empty files in a folder that stands for it. The name tells
 * whose it is, so that it is there whole or not at all; its holder touches it again and again, and
 * one that has stood still for long is of a process that was killed.
 *
 *     1234@ward-3.0123456789ab       process 1234 of the host ward-3
 */
export interface Holder {
  readonly path: string;
  /** For people: `process 1234 on ward-3`. */
  readonly who: string;
  /** When it was last touched, in milliseconds since 1970 by the clock of its holder. */
  readonly touchedMs: number;
}

const HOLDER_NAME = /^(\d{1,10})@([\w.-]{1,100})\.[0-9a-f]{12}$/;

/** A name that nobody else has. */
export const uniqueName = (): string => randomBytes(6).toString('hex');

/** A new file name that tells of this process. */
export function holderName(): string {
  const host = hostname()
    .replaceAll(/[^\w.-]/g, '_')
    .slice(0, 100);
  return `${process.pid}@${host || 'host'}.${uniqueName()}`;
}

/** The holders in a folder; none where there is no such folder. */
export async function listHolders(folder: string): Promise<readonly Holder[]> {
  const names = await readdir(folder).catch(() => []);
  const holders: Holder[] = [];
  for (const name of names) {
    const [, pid, host] = HOLDER_NAME.exec(name) ?? [];
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (pid === undefined || host === undefined || found === null) continue;
    holders.push({ path, who: `process ${pid} on ${host}`, touchedMs: found.mtimeMs });
  }
  return holders;
}

/** Touches a file now, and then again and again until the result is called. */
export function keepTouching(path: string, everyMs: number): () => void {
  const touch = () => {
    const seconds = Date.now() / 1000;
    // A file that is gone was taken by another; its owner looks where that matters.
    utimes(path, seconds, seconds).catch(() => undefined);
  };
  touch();
  const timer = setInterval(touch, everyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
