import { printable } from '../checkpoint/json.js';
import type { ModelConfig } from '../config.js';
import { fail } from '../errors.js';
import { createLogger } from '../log.js';
import type { Comparison, FillMaskOptions } from './evaluation-options.js';
import { describeEvaluation } from './evaluation-report.js';
import { MAX_QUERIES } from './evaluation-rows.js';
import { evaluateTexts, type Evaluation } from './evaluation-run.js';
import { interruptible } from './interruptible.js';
import { loadModel, type Loaded } from './load.js';
import { showProgress } from './progress.js';
import { findTextFile, textsOf, type TextSource } from './text-file.js';

/**
 * `mascarilla eval fill-mask MODEL`: masks pieces of texts and tells how well the model, and
 * another one beside it, puts them back. A first signal ends it without a result.
 */
export async function evaluateFillMask(
  config: ModelConfig,
  options: FillMaskOptions,
): Promise<void> {
  const data = await findTextFile(options.data);
  const loaded: Loaded[] = [];
  try {
    for (const one of namedModels(config, options.compare)) loaded.push(await load(one));
    checkPrecision(loaded[1], options.compare);
    await interruptible(async (signal) => {
      const evaluation = await evaluate(loaded, data, options, signal);
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ ...describeData(data, options), ...evaluation }, null, 2)}\n`
          : describeEvaluation(evaluation, describeData(data, options)),
      );
    }, 'before the end of the data; no result');
  } finally {
    for (const { close } of loaded) await close();
  }
}

const describeData = ({ file }: TextSource, { share, seed }: FillMaskOptions) => ({
  data: file.name,
  share,
  seed,
});

/** The model, and the one to compare it with. */
function namedModels(config: ModelConfig, compare: Comparison | null): readonly ModelConfig[] {
  const { model, precision } = config;
  const one = { ...config, maxMasks: MAX_QUERIES };
  if (compare === null) return [one];
  const other = { model: compare.model ?? model, precision: compare.precision ?? precision };
  return [one, { ...one, ...other }];
}

const load = (config: ModelConfig): Promise<Loaded> => {
  const source = { name: null, reference: config.model };
  return loadModel(source, config, createLogger('error'), showProgress('converting the model'));
};

/** A converted package has the precision that it has. */
function checkPrecision(other: Loaded | undefined, compare: Comparison | null): void {
  const asked: string | null = compare?.precision ?? null;
  if (other === undefined || asked === null) return;
  const { name, manifest } = other.serving.model;
  const found: string = manifest.precision;
  if (found === asked) return;
  const detail = `${printable(name)} is a package in ${found}; name its checkpoint to have it in ${asked}`;
  throw fail('CONFIG_INVALID', { option: '--compare', detail });
}

async function evaluate(
  loaded: readonly Loaded[],
  source: TextSource,
  { maxTokens, share, seed, pseudoPerplexity }: FillMaskOptions,
  signal: AbortSignal,
): Promise<Evaluation> {
  const models = loaded.map(({ serving }) => serving.model);
  const progress = showProgress(
    `evaluating ${models.map(({ name }) => printable(name)).join(' and ')}`,
  );
  const { file, size } = source;
  const evaluation = await evaluateTexts(models, textsOf(source, signal), {
    ...{ maxTokens, share, seed, pseudoPerplexity, signal },
    progress: (end) => progress(end, size),
    // However it ends, no bar stays on the terminal.
  }).finally(() => progress(size ?? 0, size ?? 0));
  if (evaluation.models.every(({ texts }) => texts === 0)) {
    throw fail('DATA_EMPTY', { file: file.name });
  }
  return evaluation;
}
