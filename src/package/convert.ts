import { createHash } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { fail } from '../errors.js';
import type { Precision } from '../graph/precision.js';
import { CONVERTER_VERSION } from '../graph/serving.js';
import { GRAPH_FILE, WEIGHTS_FILE } from '../graph/signature.js';
import { resolveTokenizer, type ResolvedTokenizer } from '../text/files.js';
import { lowercases } from '../text/normalizer.js';
import { Tokenizer } from '../text/tokenizer.js';
import { openContent, type Content } from './content.js';
import {
  MANIFEST_FILE,
  PACKAGE_FORMAT,
  TOKENIZER_CONFIG_FILE,
  TOKENIZER_FILE,
  type Manifest,
  type PackageFile,
} from './manifest.js';
import { tokenizerOptions } from './tokenizer.js';

/** What a package is called, and the arithmetic that was asked for. */
export interface PackageIdentity {
  readonly name: string;
  readonly precision: Precision;
}

/** Called as weights are written, with bytes. */
export type Progress = (written: number, total: number) => void;

/**
 * Writes the package of a checkpoint into a new folder, its weights piece after piece. The caller
 * gives the folder its final name once this has returned; on failure the folder is removed.
 */
export async function convert(
  checkpoint: Checkpoint,
  directory: string,
  what: PackageIdentity,
  progress: Progress = () => undefined,
): Promise<Manifest> {
  const content = await openContent(checkpoint, what.precision);
  try {
    const tokenizer = readTokenizer(checkpoint, content);
    await mkdir(directory, { recursive: true });
    const files = [
      await writeWhole(directory, GRAPH_FILE, content.model),
      await writeWeights(directory, content, progress),
      await writeJson(directory, TOKENIZER_FILE, tokenizer.tokenizerJson),
      await writeJson(directory, TOKENIZER_CONFIG_FILE, tokenizer.tokenizerConfig),
    ];
    const manifest = describe(checkpoint, content, what.name, files);
    await writeManifest(directory, manifest);
    return manifest;
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  } finally {
    await content.close();
  }
}

/** The tokenizer in one form, whatever files it was in; refused now if it cannot be represented. */
function readTokenizer(checkpoint: Checkpoint, { config }: Content): ResolvedTokenizer {
  const { directory, sentence, tokenizer } = checkpoint;
  const resolved = resolveTokenizer({ ...tokenizer, modelType: config.modelType }, directory);
  const { tokenizerJson, tokenizerConfig } = resolved;
  new Tokenizer(tokenizerJson, tokenizerConfig, directory, tokenizerOptions(config));
  if (sentence?.lowercase === true && !lowercases(resolved.tokenizerJson['normalizer'])) {
    const supported = 'false, or true with a tokenizer that does it itself';
    const what = { option: 'do_lower_case', value: 'true', supported };
    throw fail('ARCHITECTURE_UNSUPPORTED', { file: directory, ...what });
  }
  return resolved;
}

function describe(
  { card, files: sources, sentence }: Checkpoint,
  { config, embeds, precision }: Content,
  name: string,
  files: PackageFile[],
): Manifest {
  return {
    format: PACKAGE_FORMAT,
    converter: CONVERTER_VERSION,
    precision,
    agreement: null,
    source: { name, files: sources },
    model: describeModel({ config, embeds, sentence }),
    card: card && {
      license: card.license,
      languages: card.languages,
      intendedUse: card.intendedUse,
    },
    files,
  };
}

/** What a manifest says about a checkpoint's model. */
export const describeModel = ({
  config,
  embeds,
  sentence,
}: Pick<Content, 'config' | 'embeds'> & Pick<Checkpoint, 'sentence'>): Manifest['model'] => ({
  modelType: config.modelType,
  head: config.head,
  embeds,
  vocabularySize: config.vocabularySize,
  hiddenSize: config.hiddenSize,
  layers: config.layers,
  heads: config.heads,
  maxTokens: config.maxTokens,
  embedding: {
    pooling: sentence?.pooling ?? 'mean',
    normalize: sentence?.normalize ?? true,
  },
});

async function writeWeights(
  directory: string,
  { weights }: Content,
  progress: Progress,
): Promise<PackageFile> {
  const last = weights.at(-1);
  const total = last === undefined ? 0 : last.offset + last.length;
  return writeFile(directory, WEIGHTS_FILE, async (append) => {
    let written = 0;
    for (const weight of weights) {
      await append(new Uint8Array(weight.offset - written));
      written = weight.offset;
      for await (const piece of weight.pieces()) {
        await append(new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength));
        written += piece.byteLength;
        progress(written, total);
      }
    }
  });
}

/** Writes the manifest of a package, also over another. */
export async function writeManifest(directory: string, manifest: Manifest): Promise<void> {
  await rm(join(directory, MANIFEST_FILE), { force: true });
  await writeJson(directory, MANIFEST_FILE, manifest);
}

function writeJson(directory: string, name: string, value: unknown): Promise<PackageFile> {
  return writeWhole(directory, name, Buffer.from(`${JSON.stringify(value, null, 1)}\n`));
}

function writeWhole(directory: string, name: string, bytes: Uint8Array): Promise<PackageFile> {
  return writeFile(directory, name, (append) => append(bytes));
}

/** Writes a file piece by piece, hashes it on the way, and leaves it on the disk, not in its cache. */
async function writeFile(
  directory: string,
  name: string,
  fill: (append: (bytes: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<PackageFile> {
  const file = await open(join(directory, name), 'wx');
  try {
    const hash = createHash('sha256');
    let size = 0;
    await fill(async (bytes) => {
      await writeAll(file, bytes);
      hash.update(bytes);
      size += bytes.byteLength;
    });
    await file.sync();
    return { name, size, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength;) {
    const { bytesWritten } = await file.write(bytes, at);
    at += bytesWritten;
  }
}
