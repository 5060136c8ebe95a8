import { mkdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { holderName, keepTouching, listHolders, type Holder } from './holders.js';

/**
 * Work that several processes may want at once, on one machine or on several that share a folder,
 * and that only one has to do. Whoever makes the folder TARGET.lock first does it, and keeps a
 * holder's file in it; the others wait. A holder's file that stands still while it is watched is of
 * a process that was killed: to take it over is to rename it, which only one can.
 *
 * No clock of one machine is compared with that of another. A process that was asleep may find its
 * lock taken, so a lock saves work and guards nothing: what is made has to appear by a rename.
 */
export interface Work<Result> {
  /** What the work has to bring, once another process has done it; else null. */
  readonly arrived: () => Promise<Result | null>;
  readonly work: () => Promise<Result>;
  /** Called once, with who is at work. */
  readonly waiting?: ((who: string) => void) | undefined;
  readonly pace?: Pace | undefined;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

export interface Pace {
  /** How often a holder's file is touched, and looked at. */
  readonly beatMs: number;
  /** How long one stands still before it is taken: a few beats, as a loaded machine misses some. */
  readonly idleMs: number;
}

const PACE: Pace = { beatMs: 1000, idleMs: 5000 };

export const lockOf = (target: string): string => `${target}.lock`;

/** Does the work, or waits for the process that does it already. */
export async function doOnce<Result>(target: string, asked: Work<Result>): Promise<Result> {
  for (;;) {
    const turn = await waitForTurn(target, asked);
    if (turn.kind === 'arrived') return turn.result;
    try {
      // Looked at with the lock in hand: from now on nobody else brings it.
      return (await asked.arrived()) ?? (await asked.work());
    } catch (error) {
      // It was asleep, and another has taken the lock and cleared its work away.
      if (await turn.lock.isHeld()) throw error;
    } finally {
      await turn.lock.release();
    }
  }
}

type Turn<Result> =
  | { readonly kind: 'locked'; readonly lock: Lock }
  | { readonly kind: 'arrived'; readonly result: Result };

class Lock {
  readonly #folder: string;
  readonly #path: string;
  readonly #stopTouching: () => void;

  constructor(folder: string, path: string, beatMs: number) {
    this.#folder = folder;
    this.#path = path;
    this.#stopTouching = keepTouching(path, beatMs);
  }

  isHeld(): Promise<boolean> {
    return stat(this.#path).then(
      () => true,
      () => false,
    );
  }

  /** Never fails: what is left of a lock is taken over in time. */
  async release(): Promise<void> {
    this.#stopTouching();
    await rm(this.#path, { force: true }).catch(() => undefined);
    // Of another, if that has taken it over; then it is not empty.
    await rmdir(this.#folder).catch(() => undefined);
  }
}

async function waitForTurn<Result>(
  target: string,
  { arrived, waiting, pace = PACE, signal }: Work<Result>,
): Promise<Turn<Result>> {
  const folder = lockOf(target);
  const path = join(folder, holderName());
  const locked = () => ({ kind: 'locked', lock: new Lock(folder, path, pace.beatMs) }) as const;
  const watch = new Watch();
  let told = false;
  for (;;) {
    if (await make(folder, path)) return locked();
    // Before it is listed: this process may be the one that sleeps.
    const now = performance.now();
    const [holder] = await listHolders(folder);
    if (watch.idleMs(holder, now) > pace.idleMs) {
      if (await takeOver(folder, holder, path)) return locked();
      continue;
    }
    if (holder !== undefined && !told) waiting?.(holder.who);
    told ||= holder !== undefined;
    await sleep(pace.beatMs, undefined, { signal });
    const result = await arrived();
    if (result !== null) return { kind: 'arrived', result };
  }
}

/** Makes the lock with this holder; false where it is there already. */
async function make(folder: string, path: string): Promise<boolean> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    await writeFile(path, '', { flag: 'wx' });
  } catch (error) {
    await rmdir(folder).catch(() => undefined);
    // It slept between the two, and its empty folder was removed.
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
  // Or removed and made by another meanwhile: of two that see each other, none stays.
  if ((await listHolders(folder)).length === 1) return true;
  await rm(path, { force: true });
  return false;
}

/** False where another was quicker. Throws where this user may not, or it is no lock at all. */
async function takeOver(
  folder: string,
  holder: Holder | undefined,
  path: string,
): Promise<boolean> {
  try {
    if (holder !== undefined) {
      await rename(holder.path, path);
      return true;
    }
    // Killed between the making of the folder and that of the file. Only an empty one is removed.
    await rmdir(folder);
    return false;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    const hasCome = holder === undefined && (await listHolders(folder)).length > 0;
    if (hasCome) return false;
    throw error;
  }
}

/** How long a holder has stood still, by this process's own clock. */
class Watch {
  #seen: Holder | undefined;
  #since = performance.now();

  idleMs(holder: Holder | undefined, now: number): number {
    const same = holder?.path === this.#seen?.path && holder?.touchedMs === this.#seen?.touchedMs;
    if (!same) this.#since = performance.now();
    this.#seen = holder;
    return now - this.#since;
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
