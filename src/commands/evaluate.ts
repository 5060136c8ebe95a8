import { printable } from '../checkpoint/json.js';
import type { ModelConfig } from '../config.js';
import { fail } from '../errors.js';
import { withCompared } from './compared.js';
import type { FillMaskOptions } from './evaluation-options.js';
import { describeEvaluation } from './evaluation-report.js';
import { MAX_QUERIES } from './evaluation-rows.js';
import { evaluateTexts, type Evaluation } from './evaluation-run.js';
import { interruptible } from './interruptible.js';
import type { Loaded } from './load.js';
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
  const { compare } = options;
  const asked = { ...config, maxMasks: MAX_QUERIES };
  await withCompared(asked, compare === null ? [] : [compare], (loaded) =>
    interruptible(async (signal) => {
      const evaluation = await evaluate(loaded, data, options, signal);
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ ...describeData(data, options), ...evaluation }, null, 2)}\n`
          : describeEvaluation(evaluation, describeData(data, options)),
      );
    }, 'before the end of the data; no result'),
  );
}

const describeData = ({ file }: TextSource, { share, seed }: FillMaskOptions) => ({
  data: file.name,
  share,
  seed,
});

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
