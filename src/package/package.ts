import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile, readSmallFile } from '../checkpoint/files.js';
import { fail, type ServiceError } from '../errors.js';
import { CONVERTER_VERSION } from '../graph/serving.js';
import { GRAPH_FILE, WEIGHTS_FILE } from '../graph/signature.js';
import {
  MANIFEST_FILE,
  parseManifest,
  TOKENIZER_CONFIG_FILE,
  TOKENIZER_FILE,
  type Manifest,
} from './manifest.js';

/** A served model on disk. */
export interface Package {
  readonly directory: string;
  readonly manifest: Manifest;
  readonly tokenizer: { readonly tokenizerJson: unknown; readonly tokenizerConfig: unknown };
}

const REQUIRED = [GRAPH_FILE, WEIGHTS_FILE, TOKENIZER_FILE, TOKENIZER_CONFIG_FILE];

/** A long list of labels is some hundred kilobytes. */
const MAX_MANIFEST_BYTES = 4_000_000;

/** Small files, hashed by whoever opens a package; the weights only once at a start. */
const HASHED = new Set([GRAPH_FILE, TOKENIZER_FILE, TOKENIZER_CONFIG_FILE]);

export async function isPackage(directory: string): Promise<boolean> {
  return stat(join(directory, MANIFEST_FILE)).then(
    (found) => found.isFile(),
    () => false,
  );
}

/**
 * Opens a package, and checks its small files by their hashes, the weights by their size.
 *
 * Errors: PACKAGE_INVALID names the file that is missing, damaged or of another version.
 */
export async function openPackage(directory: string): Promise<Package> {
  const manifest = await readManifest(directory);
  const file = join(directory, MANIFEST_FILE);
  const listed = manifest.files.map(({ name }) => name);
  const missing = REQUIRED.find((name) => !listed.includes(name));
  if (missing !== undefined) {
    throw fail('PACKAGE_INVALID', { file, detail: `it lists no ${missing}` });
  }
  const contents = await readVerified(directory, manifest);
  return {
    directory,
    manifest,
    tokenizer: {
      tokenizerJson: parseJson(contents, directory, TOKENIZER_FILE),
      tokenizerConfig: parseJson(contents, directory, TOKENIZER_CONFIG_FILE),
    },
  };
}

/**
 * Opens a package, and checks every file by its hash: half a second for a base-sized model. The
 * engine's process opens it after that and need not do so again.
 *
 * Errors: PACKAGE_INVALID.
 */
export async function openVerified(directory: string): Promise<Package> {
  const opened = await openPackage(directory);
  for (const { name, sha256 } of opened.manifest.files) {
    if (HASHED.has(name)) continue;
    const file = join(directory, name);
    const found = await hashFile(file).catch(unreadable(file));
    if (found.sha256 !== sha256) throw hashWrong(file);
  }
  return opened;
}

/** The manifest of a package of this version. */
export async function readManifest(directory: string): Promise<Manifest> {
  const file = join(directory, MANIFEST_FILE);
  const manifest = parseManifest(await readManifestText(directory), file);
  // Its graph may ask for other inputs, or compute what has been mended since.
  if (manifest.converter !== CONVERTER_VERSION) {
    const detail = `it was written by version ${manifest.converter} of the converter, and this version serves ${CONVERTER_VERSION}`;
    throw fail('PACKAGE_INVALID', { file, detail });
  }
  return manifest;
}

/** The text of a package's manifest, of whatever version. Errors: PACKAGE_INVALID. */
export async function readManifestText(directory: string): Promise<string> {
  const file = join(directory, MANIFEST_FILE);
  const bytes = await readSmallFile(file, MAX_MANIFEST_BYTES).catch(unreadable(file));
  if (bytes !== null) return new TextDecoder().decode(bytes);
  const detail = `it has more than ${MAX_MANIFEST_BYTES} bytes`;
  throw fail('PACKAGE_INVALID', { file, detail });
}

const unreadable =
  (file: string) =>
  (cause: unknown): never => {
    throw fail('PACKAGE_INVALID', { file, detail: 'it cannot be read' }, { cause });
  };

const hashWrong = (file: string): ServiceError =>
  fail('PACKAGE_INVALID', { file, detail: 'its hash is not the one in the manifest' });

async function readVerified(directory: string, manifest: Manifest): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  for (const { name, size, sha256 } of manifest.files) {
    const file = join(directory, name);
    const found = await stat(file).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      return unreadable(file)(error);
    });
    if (found?.size !== size) {
      const detail = found === null ? 'it is missing' : `it has ${found.size} bytes, not ${size}`;
      throw fail('PACKAGE_INVALID', { file, detail });
    }
    if (!HASHED.has(name)) continue;
    const bytes = await readFile(file).catch(unreadable(file));
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw hashWrong(file);
    contents.set(name, bytes);
  }
  return contents;
}

function parseJson(contents: Map<string, Buffer>, directory: string, name: string): unknown {
  const bytes = contents.get(name);
  const file = join(directory, name);
  if (bytes === undefined) throw fail('PACKAGE_INVALID', { file, detail: 'it is missing' });
  return JSON.parse(bytes.toString('utf8'));
}
