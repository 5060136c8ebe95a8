import { basename, dirname, join } from 'node:path';
import { codeOf, orNull, uniqueName, type FileSystem } from './files.js';

/**
 * Files that are still being fetched. They lie beside the blob that they will be, and are found
 * again after a crash:
 *
 *     HASH.incomplete          given up, or one of huggingface_hub
 *     HASH.0123456789ab.incomplete   of a process that fetches it, or did until it was killed
 *
 * Whoever fetches one changes it at least every second; one that has stood still may be taken. To
 * take it is to rename it, which only one process can do. No lock has to be cleaned up after a
 * crash, on no file system. A process that was asleep may find its file taken: both then write the
 * same bytes to the same places, and each checks the whole before it counts.
 */

/** What the files and the clock are to this file. */
export interface Desk {
  readonly files: FileSystem;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

const BEAT_MS = 1000;
/** A few beats: a loaded machine misses some. */
const IDLE_MS = 5000;

/** The disk is full: what has come so far has to make room again. */
const FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

/**
 * A path to fetch a blob to; what is there already is its beginning. Waits while another process
 * fetches the same.
 *
 * @param arrived whether the blob is there meanwhile
 * @returns null once it has arrived
 */
export async function takePartial(
  { files, now, sleep }: Desk,
  blob: string,
  arrived: () => Promise<boolean>,
): Promise<string | null> {
  const path = `${blob}.${uniqueName()}.incomplete`;
  for (;;) {
    const others = await listPartials(files, blob);
    const idle = others.find(({ changedMs }) => isIdle(changedMs, now()));
    if (idle !== undefined && (await moved(files, idle.path, path))) return path;
    if (others.length === 0) return path;
    await sleep(BEAT_MS);
    if (await arrived()) return null;
  }
}

/** Tells other processes that a partial file is in use, until the result is called. */
export function holdPartial({ files, now }: Desk, path: string): () => void {
  const timer = setInterval(() => {
    const seconds = now() / 1000;
    // A beat that fails tells nobody anything, and the next write will.
    files.utimes(path, seconds, seconds).catch(() => undefined);
  }, BEAT_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/** After a failure: leaves a partial file for the next one to go on from, or removes it. */
export async function giveUpPartial(
  { files }: Desk,
  path: string,
  blob: string,
  reason: unknown,
): Promise<void> {
  try {
    if (FULL.includes(codeOf(reason))) {
      await files.rm(path, { force: true });
      return;
    }
    // So old that nobody waits for it.
    await files.utimes(path, 0, 0);
    await files.rename(path, `${blob}.incomplete`);
  } catch {
    // The reason is what has to be told; the file is found and taken in any case.
  }
}

/** Removes what others have left of a blob that is now there. */
export async function removeLeftovers({ files, now }: Desk, blob: string): Promise<void> {
  for (const { path, changedMs } of await listPartials(files, blob)) {
    if (isIdle(changedMs, now())) await files.rm(path, { force: true });
  }
}

/** Bytes of a blob that are there already. */
export async function countPartial(files: FileSystem, blob: string): Promise<number> {
  const partials = await listPartials(files, blob);
  return Math.max(0, ...partials.map(({ size }) => size));
}

async function listPartials(files: FileSystem, blob: string) {
  const folder = dirname(blob);
  const names = (await orNull(files.readdir(folder))) ?? [];
  const partials = [];
  for (const name of names) {
    if (!name.startsWith(`${basename(blob)}.`) || !name.endsWith('.incomplete')) continue;
    const path = join(folder, name);
    const found = await orNull(files.stat(path));
    if (found !== null) partials.push({ path, size: found.size, changedMs: found.mtimeMs });
  }
  return partials;
}

/** Where two machines' clocks disagree, waiting for ever is worse than taking a file too early. */
const isIdle = (changedMs: number, nowMs: number): boolean => Math.abs(nowMs - changedMs) > IDLE_MS;

async function moved(files: FileSystem, from: string, to: string): Promise<boolean> {
  return (await orNull(files.rename(from, to))) !== null;
}
