/**
 * The files by which a folder of sentence-transformers says how vectors are made. modules.json
 * makes a folder one: without it, sentence-transformers reads none of the others.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '../errors.js';
import { readJsonFile } from './files.js';
import { parsePooling, type Pooling } from './pooling.js';
import { parseModules, type SentenceModules } from './sentence-modules.js';
import {
  checkNormalize,
  checkSentenceModel,
  parseTransformerOptions,
  type TransformerOptions,
} from './sentence-options.js';

export interface SentenceSettings extends TransformerOptions {
  readonly pooling: Pooling;
  /** Whether vectors are scaled to length 1. */
  readonly normalize: boolean;
}

const MODULES = 'modules.json';
const MODEL = 'config_sentence_transformers.json';

/** One file under the names of several versions (base/modules/transformer.py, `load_config`). */
const TRANSFORMER_NAMES = [
  ...['bert', 'roberta', 'distilbert', 'camembert', 'albert', 'xlm-roberta', 'xlnet'],
].map((name) => `sentence_${name}_config.json`);

/** Published ones have some hundred bytes. */
const MAX_BYTES = 100_000;

/** Names, from the checkpoint's folder, with slashes. */
export interface SentenceFiles {
  readonly modules: SentenceModules;
  readonly names: readonly string[];
  readonly pooling: string;
  /** null where it is not there. */
  readonly model: string | null;
  readonly transformer: string | null;
  readonly normalize: readonly string[];
}

/**
 * Finds them; null where the folder is not one of sentence-transformers.
 *
 * @param found names of everything in the folder
 *
 * Errors: CHECKPOINT_CONFIG_INVALID, ARCHITECTURE_UNSUPPORTED.
 */
export async function findSentenceFiles(
  directory: string,
  found: readonly string[],
): Promise<SentenceFiles | null> {
  if (!found.includes(MODULES)) return null;
  const modules = parseModules(...(await readJson(directory, MODULES)));
  const existing = async (folder: string, names: readonly string[]): Promise<string[]> => {
    const paths = names.map((name) => (folder === '' ? name : `${folder}/${name}`));
    const there = await Promise.all(paths.map((path) => isFile(join(directory, path))));
    return paths.filter((_, index) => there[index]);
  };
  const [model = null] = await existing('', [MODEL]);
  const [transformer = null] = await existing(modules.transformer, TRANSFORMER_NAMES);
  const normalize: string[] = [];
  for (const folder of modules.normalize) {
    normalize.push(...(await existing(folder, ['config.json'])));
  }
  const pooling = `${modules.pooling}/config.json`;
  const optional = [model, transformer].filter((name) => name !== null);
  const names = [MODULES, pooling, ...optional, ...normalize];
  return { modules, names, pooling, model, transformer, normalize };
}

/** Reads them. Errors: CHECKPOINT_MISSING, CHECKPOINT_CONFIG_INVALID, ARCHITECTURE_UNSUPPORTED. */
export async function readSentenceFiles(
  directory: string,
  { model, modules, normalize, pooling, transformer }: SentenceFiles,
): Promise<SentenceSettings> {
  if (model !== null) checkSentenceModel(...(await readJson(directory, model)));
  for (const name of normalize) checkNormalize(...(await readJson(directory, name)));
  const options =
    transformer === null
      ? { maxTokens: null, lowercase: false }
      : parseTransformerOptions(...(await readJson(directory, transformer)));
  return {
    ...options,
    pooling: parsePooling(...(await readJson(directory, pooling))),
    normalize: modules.normalize.length > 0,
  };
}

/** A file's content, and its path for messages. */
async function readJson(
  directory: string,
  name: string,
): Promise<readonly [json: unknown, file: string]> {
  const file = join(directory, name);
  const refuse = (detail: string) => fail('CHECKPOINT_CONFIG_INVALID', { file, detail });
  return [await readJsonFile(file, MAX_BYTES, refuse), file];
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
