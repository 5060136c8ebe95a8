/** Reads what can be read of a checkpoint, also of one that cannot be served. */
import { join, resolve } from 'node:path';

import type { ServiceError } from '../errors.js';
import type { ModelCard } from './card.js';
import { CARD, checkComplete, CONFIG, readCard, readConfigJson } from './checkpoint.js';
import { parseModelConfig, type ModelConfig } from './config.js';
import { EXPORT_NAMES, listWithExports } from './exports.js';
import { isRecord, stringsOf } from './json.js';
import { withCanonicalNames } from './names.js';
import { Problems } from './problems.js';
import { findSentenceFiles, readSentenceFiles, type SentenceSettings } from './sentence.js';
import type { TensorSource } from './tensors.js';
import {
  chooseTokenizerFiles,
  readTokenizerFiles,
  type TokenizerFiles,
} from './tokenizer-files.js';
import { findWeights, WEIGHT_NAMES } from './weights.js';

/** What a weights file says about its tensors, under their canonical names. */
export type TensorList = Pick<TensorSource, 'file' | 'tensors'>;

/** Each part is null where it is not there or cannot be read; `problems` tells why. */
export interface Survey {
  /** Where config.json, tokenizer and weights are: below the folder in some of sentence-transformers. */
  readonly folder: string;
  readonly sentence: SentenceSettings | null;
  /** `model_type` and `architectures` of config.json, as it has them. */
  readonly modelType: string | null;
  readonly classes: readonly string[];
  readonly config: ModelConfig | null;
  readonly card: ModelCard | null;
  /** Names of the files that the tokenizer is read from. */
  readonly tokenizerNames: readonly string[];
  readonly tokenizer: TokenizerFiles | null;
  /** Names of the files that the weights are read from; with several, the index too. */
  readonly weightNames: readonly string[];
  readonly tensors: TensorList | null;
  /** Whether the weights are a ready ONNX export: its own graph then tells the head. */
  readonly isExport: boolean;
  /** What openCheckpoint would refuse the folder for, and what it would not come to any more. */
  readonly problems: readonly ServiceError[];
}

/** Surveys a folder. Only bugs make it throw. */
export async function surveyCheckpoint(path: string): Promise<Survey> {
  const directory = resolve(path);
  const problems = new Problems();
  const root = await problems.collect(() => listWithExports(directory));
  const sentenceFiles = await problems.collect(() => findSentenceFiles(directory, root ?? []));
  const sentence =
    sentenceFiles && (await problems.collect(() => readSentenceFiles(directory, sentenceFiles)));
  const card =
    root?.includes(CARD) === true ? await problems.collect(() => readCard(directory)) : null;
  const folder = resolve(directory, sentenceFiles?.modules.transformer ?? '');
  const found = folder === directory ? root : await problems.collect(() => listWithExports(folder));
  if (found !== null) await problems.collect(() => checkComplete(folder, found));
  const names = found ?? [];
  const tokenizerNames = chooseTokenizerFiles(names);
  const tokenizer = await problems.collect(() => readTokenizerFiles(folder, tokenizerNames));
  const weights = [...WEIGHT_NAMES, ...EXPORT_NAMES].some((name) => names.includes(name))
    ? await problems.collect(() => findWeights(folder, names))
    : null;
  const tensors =
    weights?.kind === 'tensors'
      ? await problems.collect(async () => listTensors(await weights.open()))
      : null;
  const isExport = weights?.kind === 'export';
  const json = names.includes(CONFIG) ? await problems.collect(() => readConfigJson(folder)) : null;
  const config =
    json === null
      ? null
      : await problems.collect(() =>
          parseModelConfig(json, {
            file: join(folder, CONFIG),
            tokenizerConfig: tokenizer?.tokenizerConfig,
            maxTokens: sentence?.maxTokens ?? null,
            tensors: isExport ? 'none' : new Set(tensors?.tensors.keys()),
          }),
        );
  return {
    ...readNames(json),
    ...{ folder, config, card, tokenizerNames, tokenizer, tensors, sentence, isExport },
    weightNames: weights?.names ?? [],
    problems: problems.list,
  };
}

async function listTensors(source: TensorSource): Promise<TensorList> {
  try {
    const { file, tensors } = withCanonicalNames(source);
    return { file, tensors };
  } finally {
    await source.close();
  }
}

function readNames(json: unknown): Pick<Survey, 'modelType' | 'classes'> {
  if (!isRecord(json)) return { modelType: null, classes: [] };
  const modelType = json['model_type'];
  return {
    modelType: typeof modelType === 'string' ? modelType : null,
    classes: stringsOf(json['architectures']),
  };
}
