import { createHash } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { fail } from '../errors.js';
import { CONVERTER_VERSION, writeServingGraph } from '../graph/serving.js';
import { WEIGHTS_FILE } from '../graph/signature.js';
import { checkNeeds } from '../graph/weights.js';
import type { Weight } from '../graph/writer.js';
import { resolveTokenizer, type ResolvedTokenizer } from '../text/files.js';
import { lowercases } from '../text/normalizer.js';
import { Tokenizer } from '../text/tokenizer.js';
import {
  GRAPH_FILE,
  MANIFEST_FILE,
  PACKAGE_FORMAT,
  TOKENIZER_CONFIG_FILE,
  TOKENIZER_FILE,
  type Manifest,
  type PackageFile,
} from './manifest.js';

/** What a package is called, and the arithmetic that it is for. */
export type PackageIdentity = Pick<Manifest, 'precision'> & Pick<Manifest['source'], 'name'>;

/** Called as weights are written, with bytes. */
export type Progress = (written: number, total: number) => void;

/**
 * Writes the package of a checkpoint into a new folder, one weight in memory at a time. The caller
 * gives the folder its final name once this has returned; on failure the folder is removed.
 */
export async function convert(
  checkpoint: Checkpoint,
  directory: string,
  what: PackageIdentity,
  progress: Progress = () => undefined,
): Promise<Manifest> {
  const graph = writeServingGraph(checkpoint.config, what.precision);
  checkNeeds(graph.weights, checkpoint.tensors);
  const tokenizer = readTokenizer(checkpoint);
  await mkdir(directory, { recursive: true });
  try {
    const files = [
      await writeWhole(directory, GRAPH_FILE, graph.model),
      await writeWeights(directory, graph.weights, checkpoint, progress),
      await writeJson(directory, TOKENIZER_FILE, tokenizer.tokenizerJson),
      await writeJson(directory, TOKENIZER_CONFIG_FILE, tokenizer.tokenizerConfig),
    ];
    const manifest = describe(checkpoint, what, files);
    await writeManifest(directory, manifest);
    return manifest;
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

/** The tokenizer in one form, whatever files it was in; refused now if it cannot be represented. */
function readTokenizer(checkpoint: Checkpoint): ResolvedTokenizer {
  const { directory, config, sentence, tokenizer } = checkpoint;
  const { modelType, head } = config;
  const resolved = resolveTokenizer({ ...tokenizer, modelType }, directory);
  const mask = head.kind === 'masked-lm' ? 'required' : 'optional';
  new Tokenizer(resolved.tokenizerJson, resolved.tokenizerConfig, directory, { mask });
  if (sentence?.lowercase === true && !lowercases(resolved.tokenizerJson['normalizer'])) {
    const supported = 'false, or true with a tokenizer that does it itself';
    const what = { option: 'do_lower_case', value: 'true', supported };
    throw fail('ARCHITECTURE_UNSUPPORTED', { file: directory, ...what });
  }
  return resolved;
}

function describe(
  checkpoint: Checkpoint,
  { name, precision }: PackageIdentity,
  files: PackageFile[],
): Manifest {
  const { card } = checkpoint;
  return {
    format: PACKAGE_FORMAT,
    converter: CONVERTER_VERSION,
    precision,
    agreement: null,
    source: { name, files: checkpoint.files },
    model: describeModel(checkpoint),
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
  sentence,
}: Pick<Checkpoint, 'config' | 'sentence'>): Manifest['model'] => ({
  modelType: config.modelType,
  head: config.head,
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
  weights: readonly Weight[],
  checkpoint: Checkpoint,
  progress: Progress,
): Promise<PackageFile> {
  const last = weights.at(-1);
  const total = last === undefined ? 0 : last.offset + last.length;
  return writeFile(directory, WEIGHTS_FILE, async (append) => {
    let written = 0;
    for (const weight of weights) {
      await append(new Uint8Array(weight.offset - written));
      const values = await weight.load(checkpoint.tensors);
      await append(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      written = weight.offset + weight.length;
      progress(written, total);
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
