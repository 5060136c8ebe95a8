/**
 * A checkpoint: a folder in the Hub's own layout. Opening one reads its small files, checks them,
 * and leaves the tensors in the file until they are asked for.
 */
import { join } from 'node:path';

import { fail } from '../errors.js';
import { MAX_CARD_LENGTH, parseModelCard, type ModelCard } from './card.js';
import { parseModelConfig, type ConfigContext, type ModelConfig } from './config.js';
import { EXPORT_NAMES, listWithExports, type ExportFiles } from './exports.js';
import { hashFile, readJsonFile, readSmallFile, type FileDigest, type HashFile } from './files.js';
import type { Head, HeadHint } from './head.js';
import { withCanonicalNames } from './names.js';
import {
  findSentenceFiles,
  readSentenceFiles,
  type SentenceFiles,
  type SentenceSettings,
} from './sentence.js';
import type { TensorSource } from './tensors.js';
import {
  chooseTokenizerFiles,
  hasTokenizer,
  TOKENIZER_NAMES,
  readTokenizerFiles,
  type TokenizerFiles,
} from './tokenizer-files.js';
import { findWeights, WEIGHT_NAMES, type WeightFiles } from './weights.js';

/** A file of a checkpoint that a conversion depends on. */
export interface CheckpointFile extends FileDigest {
  /** Name inside the folder, with slashes. */
  readonly name: string;
}

/** What a checkpoint computes with. */
export type Weights =
  | { readonly kind: 'tensors'; readonly tensors: TensorSource }
  | {
      readonly kind: 'export';
      readonly files: ExportFiles;
      /** The configuration, with this head where config.json names no class. */
      readonly withHead: (kind: Head['kind']) => ModelConfig;
    };

export interface Checkpoint {
  readonly directory: string;
  /** Of an export that config.json names no class for, without its head. */
  readonly config: ModelConfig;
  /** null where the folder has no README.md, or one too large to be a card. */
  readonly card: ModelCard | null;
  readonly weights: Weights;
  /** Those of the files below that the folder has, sorted by name. */
  readonly files: readonly CheckpointFile[];
  readonly tokenizer: TokenizerFiles;
  /** How vectors are made; null where the folder is not one of sentence-transformers. */
  readonly sentence: SentenceSettings | null;
  close(): Promise<void>;
}

export const CARD = 'README.md';
export const CONFIG = 'config.json';

/** Weights in forms that are not read, so that the message can say why the folder is refused. */
const OTHER_WEIGHTS = ['tf_model.h5', 'flax_model.msgpack', 'adapter_model.safetensors'];

/** Published ones have a few kilobytes; with many labels, some hundred. */
const MAX_SETTINGS_BYTES = 1_000_000;

/**
 * Opens a checkpoint: checks config.json and the weights' header, parses the tokenizer's files and
 * the model card, hashes everything. The caller closes it.
 *
 * @param hash for callers that know some digests already
 *
 * Errors: CHECKPOINT_MISSING, CHECKPOINT_CONFIG_INVALID, ARCHITECTURE_UNSUPPORTED,
 * TOKENIZER_UNSUPPORTED, WEIGHTS_INDEX_INVALID, SAFETENSORS_*, TORCH_*, PICKLE_*.
 */
export async function openCheckpoint(
  directory: string,
  hash: HashFile = hashFile,
): Promise<Checkpoint> {
  const listing = await listFiles(directory);
  const { names, model } = listing;
  const tokenizer = await readTokenizerFiles(model.directory, model.names);
  const sentence = listing.sentence && (await readSentenceFiles(directory, listing.sentence));
  const card = names.includes(CARD) ? await readCard(directory) : null;
  const files = await hashFiles(directory, names, hash);
  const parse = await readConfig(model.directory, {
    tokenizerConfig: tokenizer.tokenizerConfig,
    maxTokens: sentence?.maxTokens ?? null,
  });
  const opened = { directory, card, files, tokenizer, sentence };
  if (listing.weights.kind === 'export') {
    const weights: Weights = { kind: 'export', files: listing.weights, withHead: parse };
    return { ...opened, config: parse('none'), weights, close: () => Promise.resolve() };
  }
  const tensors = withCanonicalNames(await listing.weights.open());
  const close = () => tensors.close();
  try {
    const config = parse(new Set(tensors.tensors.keys()));
    return { ...opened, config, weights: { kind: 'tensors', tensors }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Hashes the files of a checkpoint without looking into more of them than those that name others:
 * an index of weights, and modules.json. Two checkpoints with the same hashes convert to the same
 * package.
 *
 * Errors: CHECKPOINT_MISSING, CHECKPOINT_CONFIG_INVALID, ARCHITECTURE_UNSUPPORTED,
 * WEIGHTS_INDEX_INVALID.
 */
export async function hashCheckpoint(
  directory: string,
  hash: HashFile = hashFile,
): Promise<readonly CheckpointFile[]> {
  const { names } = await listFiles(directory);
  return hashFiles(directory, names, hash);
}

interface Listing {
  /** Of the files to read, sorted, so that the hashes come in the same order everywhere. */
  readonly names: readonly string[];
  /** The folder of config.json, tokenizer and weights, and the names of these inside it. */
  readonly model: { readonly directory: string; readonly names: readonly string[] };
  readonly weights: WeightFiles;
  readonly sentence: SentenceFiles | null;
}

/** The files to read; fails where a required one is not there. */
async function listFiles(directory: string): Promise<Listing> {
  const root = await listWithExports(directory);
  const sentence = await findSentenceFiles(directory, root);
  const folder = sentence?.modules.transformer ?? '';
  const model = join(directory, folder);
  const found = folder === '' ? root : await listWithExports(model);
  checkComplete(model, found);
  const weights = await findWeights(model, found);
  const own = [CONFIG, ...chooseTokenizerFiles(found), ...weights.names];
  const names = [
    ...(root.includes(CARD) ? [CARD] : []),
    ...(sentence?.names ?? []),
    ...own.map((name) => (folder === '' ? name : `${folder}/${name}`)),
  ];
  return { names: names.sort(), model: { directory: model, names: own }, weights, sentence };
}

/** CHECKPOINT_MISSING names everything that is missing at once, and what to do about it. */
export function checkComplete(directory: string, found: readonly string[]): void {
  const hasWeights = [...WEIGHT_NAMES, ...EXPORT_NAMES].some((name) => found.includes(name));
  const missing = [
    ...(found.includes(CONFIG) ? [] : [CONFIG]),
    ...(hasTokenizer(found) ? [] : [`tokenizer (${TOKENIZER_NAMES.join(', ')})`]),
  ];
  if (missing.length === 0 && hasWeights) return;
  const wanted = hasWeights
    ? missing
    : [...missing, `weights (${[...WEIGHT_NAMES, EXPORT_NAMES[0]].join(', ')})`];
  const other = hasWeights ? undefined : OTHER_WEIGHTS.find((name) => found.includes(name));
  const advice =
    other === undefined
      ? 'Fetch the files of the model from the Hub into it'
      : `It has ${other}, which is not read: save the model as model.safetensors`;
  const detail = `the folder has no ${wanted.join(' and no ')}. ${advice}`;
  throw fail('CHECKPOINT_MISSING', { file: directory, detail });
}

async function hashFiles(
  directory: string,
  names: readonly string[],
  hash: HashFile,
): Promise<readonly CheckpointFile[]> {
  const files: CheckpointFile[] = [];
  // One after the other: hashing keeps one thread busy whatever the disk does.
  for (const name of names) files.push({ name, ...(await hash(join(directory, name))) });
  return files;
}

/** Reads config.json; what the weights tell of the head comes later. */
async function readConfig(
  directory: string,
  context: Omit<ConfigContext, 'file' | 'tensors'>,
): Promise<(tensors: HeadHint) => ModelConfig> {
  const json = await readConfigJson(directory);
  const file = join(directory, CONFIG);
  return (tensors) => parseModelConfig(json, { file, ...context, tensors });
}

/** The content of config.json, not checked. Errors: CHECKPOINT_MISSING, CHECKPOINT_CONFIG_INVALID. */
export function readConfigJson(directory: string): Promise<unknown> {
  const file = join(directory, CONFIG);
  const refuse = (detail: string) => fail('CHECKPOINT_CONFIG_INVALID', { file, detail });
  return readJsonFile(file, MAX_SETTINGS_BYTES, refuse);
}

/** The model card of a folder that has one; null where it is too large to be a card. */
export async function readCard(directory: string): Promise<ModelCard | null> {
  const bytes = await readSmallFile(join(directory, CARD), MAX_CARD_LENGTH);
  return bytes === null ? null : parseModelCard(new TextDecoder().decode(bytes));
}
