/**
 * A checkpoint: a folder in the Hub's own layout. Opening one reads its small files, checks them,
 * and leaves the tensors in the file until they are asked for.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { fail } from '../errors.js';
import { MAX_CARD_LENGTH, parseModelCard, type ModelCard } from './card.js';
import { parseModelConfig, type ModelConfig } from './config.js';
import { hashFile, readJsonFile, readSmallFile, unreadable, type FileDigest } from './files.js';
import { withCanonicalNames } from './names.js';
import { openSafetensors } from './safetensors.js';
import type { TensorSource } from './tensors.js';

/** A file of a checkpoint that a conversion depends on. */
export interface CheckpointFile extends FileDigest {
  /** Name inside the folder. */
  readonly name: string;
}

/** The tokenizer's files as parsed JSON, their content not checked. */
export interface TokenizerFiles {
  readonly tokenizerJson: unknown;
  /** null where the folder has no tokenizer_config.json. */
  readonly tokenizerConfig: unknown;
}

export interface Checkpoint {
  readonly directory: string;
  readonly config: ModelConfig;
  /** null where the folder has no README.md, or one too large to be a card. */
  readonly card: ModelCard | null;
  readonly tensors: TensorSource;
  /** Those of the files below that the folder has, sorted by name. */
  readonly files: readonly CheckpointFile[];
  readonly tokenizer: TokenizerFiles;
  close(): Promise<void>;
}

const CARD = 'README.md';
const CONFIG = 'config.json';
const WEIGHTS = 'model.safetensors';
const TOKENIZER = 'tokenizer.json';
const TOKENIZER_CONFIG = 'tokenizer_config.json';

const REQUIRED_FILES = [CONFIG, WEIGHTS, TOKENIZER];

/** Sorted, so that the hashes come in the same order everywhere. */
const READ_FILES = [CARD, CONFIG, WEIGHTS, TOKENIZER, TOKENIZER_CONFIG];

/** Weights in forms that are not read, so that the message can say why the folder is refused. */
const OTHER_WEIGHTS = ['model.safetensors.index.json', 'pytorch_model.bin'];

/** Published ones have a few kilobytes; with many labels, some hundred. */
const MAX_SETTINGS_BYTES = 1_000_000;

/** 250,000 pieces take 17 MB; this leaves room without inviting anything absurd into memory. */
const MAX_TOKENIZER_BYTES = 64_000_000;

/**
 * Opens a checkpoint: checks config.json and the weights' header, parses the tokenizer's files and
 * the model card, hashes everything. The caller closes it.
 *
 * Errors: CHECKPOINT_MISSING, CHECKPOINT_CONFIG_INVALID, ARCHITECTURE_UNSUPPORTED,
 * TOKENIZER_UNSUPPORTED, SAFETENSORS_*.
 */
export async function openCheckpoint(directory: string): Promise<Checkpoint> {
  const names = await listFiles(directory);
  const tokenizer = await readTokenizer(directory, names);
  const card = names.includes(CARD) ? await readCard(directory) : null;
  const files = await hashFiles(directory, names);
  const tensors = withCanonicalNames(await openSafetensors(join(directory, WEIGHTS)));
  const close = () => tensors.close();
  try {
    const config = await readConfig(directory, tokenizer, new Set(tensors.tensors.keys()));
    return { directory, config, card, tensors, files, tokenizer, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Hashes the files of a checkpoint without looking into them. Two checkpoints with the same hashes
 * convert to the same package.
 *
 * Errors: CHECKPOINT_MISSING.
 */
export async function hashCheckpoint(directory: string): Promise<readonly CheckpointFile[]> {
  return hashFiles(directory, await listFiles(directory));
}

/** Names of the files to read, sorted; fails where a required one is not there. */
async function listFiles(directory: string): Promise<readonly string[]> {
  const found = await readdir(directory).catch((error: unknown) => {
    throw unreadable(directory, error);
  });
  const missing = REQUIRED_FILES.filter((name) => !found.includes(name));
  if (missing.length > 0) {
    const detail = `the folder has no ${missing.join(' and no ')}. ${whatToDo(found, missing)}`;
    throw fail('CHECKPOINT_MISSING', { file: directory, detail });
  }
  return READ_FILES.filter((name) => found.includes(name));
}

function whatToDo(found: readonly string[], missing: readonly string[]): string {
  const other = OTHER_WEIGHTS.find((name) => found.includes(name));
  if (missing.includes(WEIGHTS) && other !== undefined) {
    return `It has ${other}, which is not read: save the model as one ${WEIGHTS}`;
  }
  return `Fetch the files of the model from the Hub into it: ${REQUIRED_FILES.join(', ')}`;
}

async function hashFiles(
  directory: string,
  names: readonly string[],
): Promise<readonly CheckpointFile[]> {
  const files: CheckpointFile[] = [];
  // One after the other: hashing keeps one thread busy whatever the disk does.
  for (const name of names) files.push({ name, ...(await hashFile(join(directory, name))) });
  return files;
}

async function readConfig(
  directory: string,
  { tokenizerConfig }: TokenizerFiles,
  tensors: ReadonlySet<string>,
): Promise<ModelConfig> {
  const file = join(directory, CONFIG);
  const refuse = (detail: string) => fail('CHECKPOINT_CONFIG_INVALID', { file, detail });
  const json = await readJsonFile(file, MAX_SETTINGS_BYTES, refuse);
  return parseModelConfig(json, { file, tokenizerConfig, tensors });
}

async function readTokenizer(directory: string, names: readonly string[]): Promise<TokenizerFiles> {
  const read = (name: string, limit: number) => {
    const file = join(directory, name);
    return readJsonFile(file, limit, (detail) => fail('TOKENIZER_UNSUPPORTED', { file, detail }));
  };
  return {
    tokenizerJson: await read(TOKENIZER, MAX_TOKENIZER_BYTES),
    tokenizerConfig: names.includes(TOKENIZER_CONFIG)
      ? await read(TOKENIZER_CONFIG, MAX_SETTINGS_BYTES)
      : null,
  };
}

async function readCard(directory: string): Promise<ModelCard | null> {
  const bytes = await readSmallFile(join(directory, CARD), MAX_CARD_LENGTH);
  return bytes === null ? null : parseModelCard(new TextDecoder().decode(bytes));
}
