import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, messageOf, ServiceError } from '../errors.js';
import { CONVERTER_VERSION } from '../graph/serving.js';
import { setAside } from './cache.js';
import { MANIFEST_FILE, PACKAGE_FORMAT, readHeader, type Header } from './manifest.js';
import { packagesIn, parseName } from './names.js';
import { openPackage, openVerified, readManifestText } from './package.js';
import { readUse, usedOf } from './use.js';

export type EntryState =
  | { readonly kind: 'ok' }
  /** Of a conversion or a removal that was killed. */
  | { readonly kind: 'partial' }
  | { readonly kind: 'converting' }
  /** `unreadable`: this user may not, or the disk or the network fails; it may well be whole. */
  | { readonly kind: 'other version' | 'damaged' | 'unreadable'; readonly detail: string };

/** A package of the cache, or what is left of one. */
export interface Entry {
  /** Name of its folder. */
  readonly folder: string;
  /** Name of the model and its precision; null where no manifest tells. */
  readonly model: string | null;
  readonly precision: string | null;
  readonly bytes: number;
  /** Milliseconds since 1970; null where nothing tells. */
  readonly convertedMs: number | null;
  readonly lastUsedMs: number | null;
  /** Who serves or converts it now, for people; null for nobody. */
  readonly usedBy: string | null;
  readonly state: EntryState;
}

/**
 * What the cache holds, sorted by name. Only folders that are called as ours are looked at.
 *
 * @param verify whether weights are checked by their hashes, or by their size only
 */
export async function listCache(home: string, verify: boolean): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (const folder of await listNames(home)) {
    const name = parseName(folder);
    if (name?.kind === 'package' || name?.kind === 'partial') {
      entries.push(await describeEntry(home, folder, verify));
    }
  }
  return entries;
}

/**
 * Removes an entry and what belongs to it. It is looked at once more whether somebody uses it.
 *
 * @returns who uses it, where that is why it stays; else null
 */
export async function removeEntry(home: string, { folder }: Entry): Promise<string | null> {
  const path = join(packagesIn(home), folder);
  const target = targetOf(home, folder);
  const { by } = await readUse(target);
  if (by !== null) return by;
  if (path !== target) await rm(path, { recursive: true, force: true });
  else {
    await setAside(path);
    await rm(usedOf(path), { recursive: true, force: true });
  }
  return null;
}

/** Removes signs of processes that were killed, where nothing is left that they are for. */
export async function removeOrphans(home: string): Promise<void> {
  const names = (await listNames(home)).map((name) => ({ name, ...parseName(name) }));
  const packages = names.filter(({ kind }) => kind === 'package').map(({ target }) => target);
  for (const { name, kind, target } of names) {
    const isOrphan = kind === 'lock' || (kind === 'used' && !packages.includes(target));
    if (!isOrphan || (await readUse(targetOf(home, name))).by !== null) continue;
    await rm(join(packagesIn(home), name), { recursive: true, force: true });
  }
}

async function describeEntry(home: string, folder: string, verify: boolean): Promise<Entry> {
  const path = join(packagesIn(home), folder);
  const { by, lastUsedMs } = await readUse(targetOf(home, folder));
  const header = await readHeaderOf(path);
  const manifest = await lstat(join(path, MANIFEST_FILE)).catch(() => null);
  const isPackage = path === targetOf(home, folder);
  return {
    folder,
    model: header?.source.name ?? null,
    precision: header?.precision ?? null,
    bytes: await countBytes(path),
    convertedMs: manifest?.mtimeMs ?? null,
    lastUsedMs: isPackage ? lastUsedMs : null,
    usedBy: by,
    state: isPackage
      ? await findState(path, header, verify)
      : { kind: by === null ? 'partial' : 'converting' },
  };
}

async function findState(
  path: string,
  header: Header | null,
  verify: boolean,
): Promise<EntryState> {
  if (header !== null) {
    const { format, converter } = header;
    const isOther = format !== PACKAGE_FORMAT || converter !== CONVERTER_VERSION;
    if (isOther) return { kind: 'other version', detail: `format ${format}.${converter}` };
  }
  try {
    await (verify ? openVerified(path) : openPackage(path));
    return { kind: 'ok' };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const kind = isUnreadable(error) ? 'unreadable' : 'damaged';
    return { kind, detail: error.message };
  }
}

/** Whether an error comes from the system, and not from what was read or is missing. */
function isUnreadable({ cause }: Error): boolean {
  if (!(cause instanceof Error)) return false;
  const code = 'syscall' in cause && 'code' in cause ? cause.code : null;
  return (code !== null && code !== 'ENOENT') || isUnreadable(cause);
}

async function readHeaderOf(path: string): Promise<Header | null> {
  try {
    return readHeader(JSON.parse(await readManifestText(path)));
  } catch {
    return null;
  }
}

/** Names of folders in that of the packages, sorted; links are somebody else's. */
async function listNames(home: string): Promise<readonly string[]> {
  const found = await readdir(packagesIn(home), { withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    const detail = `it cannot be read (${messageOf(error)})`;
    throw fail('CONFIG_INVALID', { option: packagesIn(home), detail }, { cause: error });
  });
  return found
    .filter((one) => one.isDirectory())
    .map(({ name }) => name)
    .sort();
}

const targetOf = (home: string, folder: string): string =>
  join(packagesIn(home), parseName(folder)?.target ?? folder);

async function countBytes(path: string): Promise<number> {
  const names = await readdir(path, { recursive: true }).catch(() => []);
  let bytes = 0;
  for (const name of names) {
    const found = await lstat(join(path, name)).catch(() => null);
    if (found?.isFile() === true) bytes += found.size;
  }
  return bytes;
}
