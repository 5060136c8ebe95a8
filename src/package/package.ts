import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '../errors.js';
import { WEIGHTS_FILE } from '../graph/signature.js';
import {
  GRAPH_FILE,
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

/** Small files are hashed at every start; weights were hashed when written, and are checked by size. */
const HASHED = new Set([GRAPH_FILE, TOKENIZER_FILE, TOKENIZER_CONFIG_FILE]);

export async function isPackage(directory: string): Promise<boolean> {
  return stat(join(directory, MANIFEST_FILE)).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** What a package says that it holds, without looking at its other files. PACKAGE_INVALID. */
export async function readManifest(directory: string): Promise<Manifest> {
  const file = join(directory, MANIFEST_FILE);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw fail('PACKAGE_INVALID', { file, detail: 'it cannot be read' }, { cause: error });
  });
  return parseManifest(text, file);
}

/** Opens and verifies a package; PACKAGE_INVALID names the file that is missing or damaged. */
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

async function readVerified(directory: string, manifest: Manifest): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  for (const { name, size, sha256 } of manifest.files) {
    const file = join(directory, name);
    const found = await stat(file).catch(() => null);
    if (found?.size !== size) {
      const detail = found === null ? 'it is missing' : `it has ${found.size} bytes, not ${size}`;
      throw fail('PACKAGE_INVALID', { file, detail });
    }
    if (!HASHED.has(name)) continue;
    const bytes = await readFile(file);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
      throw fail('PACKAGE_INVALID', { file, detail: 'its hash is not the one in the manifest' });
    }
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
