import { unwatchFile, watchFile } from 'node:fs';
import { open } from 'node:fs/promises';

/** Far more than a thousand keys, or a chain of certificates. */
export const MOST_BYTES = 1_000_000;

/** How often files are looked at; the kubelet itself takes a minute to bring a changed secret. */
const LOOK_EVERY_MS = 2000;

/** The text of a small file. Throws an Error that tells why not, without anything of the file. */
export async function readSecretFile(path: string): Promise<string> {
  const handle = await open(path).catch((error: unknown) => {
    throw new Error(`${path} ${explain(error)}`);
  });
  try {
    const about = await handle.stat();
    if (!about.isFile()) throw new Error(`${path} is no file`);
    if (about.size > MOST_BYTES) throw new Error(`${path} has more than ${MOST_BYTES} bytes`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

function explain(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : 'unknown';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'is not there';
  return code === 'EACCES' || code === 'EPERM'
    ? 'may not be read by this user'
    : `cannot be read (${String(code)})`;
}

/** What is read from files, as they are now. */
export interface Followed<Value> {
  readonly current: () => Value;
  readonly close: () => void;
}

/** Who hears of files that have changed. */
export interface FollowEvents<Value> {
  readonly changed: (value: Value) => void;
  /** They cannot be used now: what was read before stays. */
  readonly failed: (error: unknown) => void;
}

/**
 * Reads files, and again whenever one of them has changed: also where it is a link that leads to
 * another file now, as those of Kubernetes' secrets do. Rejects if they cannot be read at first.
 */
export async function followFiles<Value>(
  paths: readonly string[],
  read: () => Promise<Value>,
  events: FollowEvents<Value>,
  everyMs = LOOK_EVERY_MS,
): Promise<Followed<Value>> {
  let value: Value | undefined;
  let closed = false;
  const again = async () => {
    if (closed) return;
    try {
      value = await read();
      events.changed(value);
    } catch (error) {
      events.failed(error);
    }
  };
  let latest: Promise<void> = Promise.resolve();
  // One after the other, so that what was read last stays.
  const changed = () => {
    latest = latest.then(again);
  };
  const close = () => {
    closed = true;
    for (const path of paths) unwatchFile(path, changed);
  };
  // Looked at from before they are read, so that no change is missed; by their state, because
  // events do not tell of links, and not at all of some file systems.
  for (const path of paths) watchFile(path, { interval: everyMs, persistent: false }, changed);
  const reading = read();
  latest = reading.then(
    () => undefined,
    () => undefined,
  );
  try {
    const first = await reading;
    return { current: () => value ?? first, close };
  } catch (error) {
    close();
    throw error;
  }
}
