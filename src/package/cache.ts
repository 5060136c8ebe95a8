import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { hashCheckpoint, openCheckpoint } from '../checkpoint/checkpoint.js';
import { fail, ServiceError } from '../errors.js';
import { CONVERTER_VERSION } from '../graph/serving.js';
import { convert, type Progress } from './convert.js';
import type { Precision } from '../graph/precision.js';
import type { Agreement, PackageFile } from './manifest.js';
import { isPackage, openPackage, type Package } from './package.js';

/** Compares a converted model with the same in fp32; both are folders of packages. */
export type MeasureAgreement = (reference: string, candidate: string) => Promise<Agreement>;

export interface CacheOptions {
  /** MASCARILLA_HOME. */
  readonly home: string;
  readonly precision: Precision;
  /** The model's name; null for that of its folder. */
  readonly name?: string | null;
  readonly progress?: Progress;
}

/** A conversion never takes this long; a partial folder this old belongs to one that was killed. */
const STALE_MS = 24 * 60 * 60 * 1000;

/** Names of our own only: the parent may be anybody's folder, with other things in it. */
const PARTIAL_NAME = /\.[0-9a-f]{12}\.partial$/;
const partialOf = (target: string) => `${target}.${randomBytes(6).toString('hex')}.partial`;

/**
 * The package of a folder: the folder itself if it is one, else the converted checkpoint from the
 * cache, converted now if it is not there yet. Two processes may do this at once: each converts
 * under a name of its own, and whoever renames first wins.
 */
export async function openModel(folder: string, options: CacheOptions): Promise<Package> {
  const directory = resolve(folder);
  if (await isPackage(directory)) return openPackage(directory);
  const cached = await packageFolder(directory, options);
  const found = await openCached(cached);
  if (found !== null) return found;
  await convertInto(directory, cached, options);
  return openPackage(cached);
}

/**
 * Where the cache keeps the package of a checkpoint, whether it is there yet or not. Hashes the
 * checkpoint. Errors: CHECKPOINT_MISSING, WEIGHTS_INDEX_INVALID.
 */
export async function packageFolder(folder: string, options: CacheOptions): Promise<string> {
  const directory = resolve(folder);
  const files = await hashCheckpoint(directory);
  return join(options.home, 'packages', packageName(directory, files, options));
}

/**
 * Converts a checkpoint into a folder that does not exist yet, or into the package that another
 * process has put there meanwhile.
 */
export async function convertInto(
  directory: string,
  target: string,
  { precision, name, progress }: Omit<CacheOptions, 'home'>,
): Promise<void> {
  const parent = resolve(target, '..');
  const partial = partialOf(target);
  try {
    await mkdir(parent, { recursive: true });
    await removeStale(parent);
    const checkpoint = await openCheckpoint(directory);
    try {
      const called = name ?? basename(directory);
      await convert(checkpoint, partial, { name: called, precision }, progress);
    } finally {
      await checkpoint.close();
    }
    await publish(partial, target);
  } catch (error) {
    // Only what the system refuses: no space, no permission, no such disk.
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw fail('PACKAGE_NOT_WRITTEN', { file: parent, detail: error.message }, { cause: error });
  }
}

/** Rename is atomic: the target is there whole, or not at all. */
async function publish(partial: string, target: string): Promise<void> {
  try {
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (!(await isPackage(target))) throw error;
  }
}

async function openCached(directory: string): Promise<Package | null> {
  // Asked first: a package that another process puts here from now on is whole, and stays.
  if (!(await stat(directory).catch(() => null))) return null;
  try {
    return await openPackage(directory);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    // Damaged, or of another version: out of the way first, so that nobody opens it half removed.
    const aside = partialOf(directory);
    // Another process may have done it already; publish() tells what else is in the way.
    await rename(directory, aside).catch(() => undefined);
    await rm(aside, { recursive: true, force: true });
    return null;
  }
}

function packageName(
  directory: string,
  files: readonly PackageFile[],
  { name, precision }: Pick<CacheOptions, 'name' | 'precision'>,
): string {
  const key = createHash('sha256')
    .update(JSON.stringify({ files, converter: CONVERTER_VERSION, precision }))
    .digest('hex');
  // As the Hub's own cache writes a name with its owner.
  const called = (name ?? basename(directory)).replaceAll('/', '--');
  return `${called}-${precision}-${key.slice(0, 16)}`;
}

async function removeStale(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!PARTIAL_NAME.test(name)) continue;
    const path = join(parent, name);
    const found = await stat(path).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > STALE_MS) {
      await rm(path, { recursive: true, force: true });
    }
  }
}
