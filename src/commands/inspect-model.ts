import { basename, resolve } from 'node:path';
import { openCheckpoint } from '../checkpoint/checkpoint.js';
import { isRecord } from '../checkpoint/json.js';
import { Problems } from '../checkpoint/problems.js';
import { surveyCheckpoint, type Survey } from '../checkpoint/survey.js';
import type { Config } from '../config.js';
import { writeServingGraph } from '../graph/serving.js';
import { checkNeeds } from '../graph/weights.js';
import { packageFolder } from '../package/cache.js';
import { openContent, type Content } from '../package/content.js';
import { describeModel } from '../package/convert.js';
import { TOKENIZER_CONFIG_FILE, TOKENIZER_FILE } from '../package/manifest.js';
import { isPackage, openPackage, readManifest } from '../package/package.js';
import { tokenizerOptions } from '../package/tokenizer.js';
import { resolveTokenizer } from '../text/files.js';
import { Tokenizer } from '../text/tokenizer.js';
import type {
  InspectedModel,
  InspectedPackage,
  InspectedTokenizer,
  Inspection,
} from './inspection.js';
import { countParameters, countTypes, layoutOf, sizesOf } from './inspected-weights.js';
import type { FoundModel } from './pull.js';

/** Looks at a model without converting it. */
export async function inspectModel(
  { folder, name, hub }: FoundModel,
  config: Pick<Config, 'mascarillaHome' | 'precision'>,
): Promise<Inspection> {
  const directory = resolve(folder);
  const called = name ?? basename(directory);
  const { problems, ...parts } = (await isPackage(directory))
    ? await inspectPackage(directory, called)
    : await inspectCheckpoint(directory, called, config);
  return {
    folder: directory,
    hub,
    servable: problems.list.length === 0,
    problems: problems.list.map(({ code, message }) => ({ code, message })),
    ...parts,
  };
}

type Parts = Pick<
  Inspection,
  'card' | 'layout' | 'model' | 'name' | 'package' | 'tokenizer' | 'weights'
> & { readonly problems: Problems };

const nothing: InspectedModel = {
  modelType: null,
  classes: [],
  head: null,
  parameters: null,
  layers: null,
  hiddenSize: null,
  heads: null,
  vocabularySize: null,
  maxTokens: null,
  embedding: null,
};

async function inspectPackage(directory: string, called: string): Promise<Parts> {
  const problems = new Problems();
  const manifest = await problems.collect(() => readManifest(directory));
  const opened = manifest && (await problems.collect(() => openPackage(directory)));
  const tokenizer =
    opened && (await readTokenizer(opened.tokenizer, directory, opened.manifest.model, problems));
  return {
    name: manifest?.source.name ?? called,
    layout: 'package',
    problems,
    model: { ...nothing, ...manifest?.model },
    weights: { files: [], dtypes: null },
    tokenizer: { ...unread, ...tokenizer, files: [TOKENIZER_FILE, TOKENIZER_CONFIG_FILE] },
    card: manifest?.card ?? null,
    package: { folder: directory, state: 'itself', holds: manifest },
  };
}

async function inspectCheckpoint(
  directory: string,
  called: string,
  { mascarillaHome: home, precision }: Pick<Config, 'mascarillaHome' | 'precision'>,
): Promise<Parts> {
  const survey = await surveyCheckpoint(directory);
  const { card, classes, config, modelType, tensors, tokenizerNames, weightNames } = survey;
  const problems = new Problems(survey.problems);
  const tokenizer = await resolveSurveyed(directory, survey, problems);
  // What is wrong already would only be told twice.
  const exported =
    survey.isExport && problems.list.length === 0
      ? await problems.collect(() => readExport(directory, precision))
      : null;
  if (config !== null && tensors !== null) {
    await problems.collect(() => checkNeeds(writeServingGraph(config, precision).weights, tensors));
  }
  const parameters = countParameters(tensors, config);
  const content = exported ?? (config && { config, embeds: true });
  const described = content && describeModel({ ...content, sentence: survey.sentence });
  return {
    name: called,
    layout: layoutOf(weightNames),
    problems,
    model: { ...nothing, ...described, modelType, classes, parameters },
    weights: { files: await sizesOf(survey.folder, weightNames), dtypes: countTypes(tensors) },
    tokenizer: { ...unread, ...tokenizer, files: tokenizerNames },
    card,
    package:
      problems.list.length > 0
        ? null
        : await findPackage(await packageFolder(directory, { home, precision, name: called })),
  };
}

/** Only the graph of a ready export tells what it computes. */
async function readExport(
  directory: string,
  precision: Config['precision'],
): Promise<Pick<Content, 'config' | 'embeds'>> {
  const checkpoint = await openCheckpoint(directory);
  try {
    const content = await openContent(checkpoint, precision);
    await content.close();
    return content;
  } finally {
    await checkpoint.close();
  }
}

const unread = { kind: null, mask: null } as const;

type ReadTokenizer = Pick<InspectedTokenizer, 'kind' | 'mask'>;

/** The tokenizer as a conversion makes it, whatever else of the checkpoint cannot be read. */
async function resolveSurveyed(
  directory: string,
  { config, modelType, tokenizer, tokenizerNames }: Survey,
  problems: Problems,
): Promise<ReadTokenizer | null> {
  // That there is none is told already.
  if (tokenizer === null || tokenizerNames.length === 0) return null;
  const resolved = await problems.collect(() =>
    resolveTokenizer({ ...tokenizer, modelType: modelType ?? '' }, directory),
  );
  return resolved && readTokenizer(resolved, directory, config, problems);
}

async function readTokenizer(
  { tokenizerJson, tokenizerConfig }: { tokenizerJson: unknown; tokenizerConfig: unknown },
  file: string,
  model: Parameters<typeof tokenizerOptions>[0] | null,
  problems: Problems,
): Promise<ReadTokenizer> {
  const options = model === null ? ({ mask: 'optional' } as const) : tokenizerOptions(model);
  const tokenizer = await problems.collect(
    () => new Tokenizer(tokenizerJson, tokenizerConfig, file, options),
  );
  return {
    kind: kindOf(tokenizerJson),
    mask: tokenizer?.hasMask === true ? tokenizer.maskToken : null,
  };
}

/** Such as `BPE`. */
function kindOf(json: unknown): string | null {
  const model = isRecord(json) ? json['model'] : null;
  const type = isRecord(model) ? model['type'] : null;
  return typeof type === 'string' ? type : null;
}

async function findPackage(folder: string): Promise<InspectedPackage> {
  if (!(await isPackage(folder))) return { folder, state: 'absent', holds: null };
  const problems = new Problems();
  const opened = await problems.collect(() => openPackage(folder));
  if (opened === null) return { folder, state: 'damaged', holds: null };
  return { folder, state: 'cached', holds: opened.manifest };
}
