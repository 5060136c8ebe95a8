import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { hashCheckpoint, openCheckpoint, type CheckpointFile } from '../checkpoint/checkpoint.js';
import type { HashFile } from '../checkpoint/files.js';
import { fail, ServiceError } from '../errors.js';
import { CONVERTER_VERSION } from '../graph/serving.js';
import { checkAgreement, convertCompared } from './agreement.js';
import type { AgreementCheck, MeasureAgreement } from './agreement.js';
import type { Progress } from './convert.js';
import type { Precision } from '../graph/precision.js';
import { Digests } from './digests.js';
import { doOnce, type Pace } from './lock.js';
import type { Manifest, PackageFile } from './manifest.js';
import { isPartialOf, packagesIn, partialOf } from './names.js';
import { isPackage, openPackage, openVerified, type Package } from './package.js';

/** What an operator wants to know of. */
export type CacheEvent =
  /** `who`: the process that converts the same model. */
  | { readonly kind: 'waiting'; readonly who: string }
  /** A package of the cache cannot be served, and is converted again. */
  | { readonly kind: 'damaged'; readonly detail: string }
  /** A model in a lower precision is compared with the same in fp32. */
  | { readonly kind: 'comparing'; readonly precision: Precision }
  | { readonly kind: 'converted'; readonly directory: string };

export interface CacheOptions {
  /** MASCARILLA_HOME. */
  readonly home: string;
  readonly precision: Precision;
  /** The model's name; null for that of its folder. */
  readonly name?: string | null;
  readonly progress?: Progress;
  /** Left out, a model in a lower precision is taken however far it is from fp32. */
  readonly agreement?: AgreementCheck;
  readonly report?: (event: CacheEvent) => void;
  readonly pace?: Pace;
  /** Ends a conversion, or the waiting for another's; what was written is removed. */
  readonly signal?: AbortSignal;
}

type ConversionOptions = Omit<CacheOptions, 'home'>;

/** Digests of checkpoints' files, in MASCARILLA_HOME. */
const DIGESTS_FILE = 'digests.json';

/**
 * The package of a folder, every file of it verified: the folder itself if it is one, else the
 * converted checkpoint from the cache, converted now if it is not there yet or damaged. Of several
 * processes that want this at once, one converts and the others wait for it.
 *
 * Errors: PACKAGE_INVALID for a folder that is a package; PACKAGE_NOT_WRITTEN; AGREEMENT_TOO_LOW;
 * those of openCheckpoint.
 */
export async function openModel(folder: string, options: CacheOptions): Promise<Package> {
  const opened = await openOrConvert(folder, options);
  if (options.agreement !== undefined) checkAgreement(opened.manifest, options.agreement.least);
  return opened;
}

async function openOrConvert(folder: string, options: CacheOptions): Promise<Package> {
  const directory = resolve(folder);
  if (await isPackage(directory)) return openVerified(directory);
  const { target, ...source } = await locate(directory, options);
  const found = await openCached(target, (detail) => options.report?.({ kind: 'damaged', detail }));
  if (found !== null) return found;
  return produce(
    target,
    options,
    () => openCached(target),
    async () => {
      await setAside(target);
      await convertTo(source, target, options);
    },
  );
}

/**
 * Where the cache keeps the package of a checkpoint, whether it is there yet or not. Hashes the
 * checkpoint. Errors: CHECKPOINT_MISSING, WEIGHTS_INDEX_INVALID.
 */
export const packageFolder = async (
  folder: string,
  options: Pick<CacheOptions, 'home' | 'name' | 'precision'>,
): Promise<string> => (await locate(resolve(folder), options)).target;

async function locate(
  directory: string,
  options: Pick<CacheOptions, 'home' | 'name' | 'precision'>,
): Promise<Source & { readonly target: string }> {
  const digests = await Digests.open(join(options.home, DIGESTS_FILE));
  const hash: HashFile = (path) => digests.digest(path);
  const files = await hashCheckpoint(directory, hash);
  await digests.save();
  const target = join(packagesIn(resolve(options.home)), packageName(directory, files, options));
  return { directory, files, hash, target };
}

/**
 * Converts a checkpoint into a folder that does not exist yet, or takes the package that another
 * process has put there meanwhile.
 *
 * Errors: PACKAGE_NOT_WRITTEN; AGREEMENT_TOO_LOW; those of openCheckpoint.
 */
export async function convertInto(
  directory: string,
  target: string,
  options: ConversionOptions,
): Promise<Package> {
  const digests = Digests.ofNow();
  const hash: HashFile = (path) => digests.digest(path);
  const arrived = async () => ((await isPackage(target)) ? openPackage(target) : null);
  return produce(target, options, arrived, async () => {
    const files = await hashCheckpoint(directory, hash);
    await convertTo({ directory, files, hash }, target, options, (manifest) => {
      if (options.agreement !== undefined) checkAgreement(manifest, options.agreement.least);
    });
  });
}

/** Has a package written by one process only. */
async function produce(
  target: string,
  { report, pace, signal }: ConversionOptions,
  arrived: () => Promise<Package | null>,
  write: () => Promise<void>,
): Promise<Package> {
  const parent = dirname(resolve(target));
  const work = async () => {
    await removePartials(target);
    await write();
    report?.({ kind: 'converted', directory: target });
    return openPackage(target);
  };
  const waiting = (who: string) => report?.({ kind: 'waiting', who });
  try {
    await mkdir(parent, { recursive: true });
    return await doOnce(target, { arrived, work, waiting, pace, signal });
  } catch (error) {
    // Only what the system refuses to write: no space, no permission, no such disk.
    const isWriting = error instanceof Error && 'syscall' in error && error.syscall !== 'read';
    if (!isWriting) throw error;
    throw fail('PACKAGE_NOT_WRITTEN', { file: parent, detail: error.message }, { cause: error });
  }
}

/** A checkpoint that has been hashed. */
interface Source {
  readonly directory: string;
  readonly files: readonly CheckpointFile[];
  /** Knows the digests of `files` while they are not changed. */
  readonly hash: HashFile;
}

/**
 * Under a name of its own first: the target is there whole, or not at all.
 *
 * @param accept throws for a package that is not to be there
 */
async function convertTo(
  source: Source,
  target: string,
  { agreement, name, precision, progress, report, signal }: ConversionOptions,
  accept: (manifest: Manifest) => void = () => undefined,
): Promise<void> {
  const partial = partialOf(target);
  const prepare = async (check: AgreementCheck): Promise<MeasureAgreement> => {
    const measure = await check.prepare();
    return (reference, candidate) => {
      report?.({ kind: 'comparing', precision });
      return measure(reference, candidate);
    };
  };
  const checkpoint = await openCheckpoint(source.directory, source.hash);
  let manifest: Manifest;
  try {
    manifest = await convertCompared(
      checkpoint,
      { directory: partial, reference: partialOf(target) },
      { name: name ?? basename(source.directory), precision },
      agreement === undefined ? null : () => prepare(agreement),
      (written, total) => {
        signal?.throwIfAborted();
        progress?.(written, total);
      },
    );
  } finally {
    await checkpoint.close();
  }
  try {
    signal?.throwIfAborted();
    accept(manifest);
    await checkUnchanged(source);
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (!(await isPackage(target))) throw error;
  }
}

/** The package is named by hashes that were taken before its tensors were read. */
async function checkUnchanged({ directory, files, hash }: Source): Promise<void> {
  for (const { name, sha256 } of files) {
    const file = join(directory, name);
    if ((await hash(file)).sha256 === sha256) continue;
    const detail = 'it was changed while it was converted. Start again once it is as it should be';
    throw fail('CHECKPOINT_MISSING', { file, detail });
  }
}

/** A package of the cache; null where there is none that can be served. */
async function openCached(
  directory: string,
  damaged: (detail: string) => void = () => undefined,
): Promise<Package | null> {
  // Asked first: a package that another process puts here from now on is whole.
  if (!(await stat(directory).catch(() => null))) return null;
  try {
    return await openVerified(directory);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    damaged(error.message);
    return null;
  }
}

/** Takes a damaged package out of the way first, so that nobody opens it half removed. */
export async function setAside(directory: string): Promise<void> {
  const aside = partialOf(directory);
  try {
    await rename(directory, aside);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
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

/** Removes what killed conversions of the same package have left; nobody else writes it now. */
async function removePartials(target: string): Promise<void> {
  const parent = dirname(target);
  for (const name of await readdir(parent)) {
    if (!isPartialOf(basename(target), name)) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
}
