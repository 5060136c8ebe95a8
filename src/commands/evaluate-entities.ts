import { printable } from '../checkpoint/json.js';
import type { ModelConfig } from '../config.js';
import { fail } from '../errors.js';
import { withCompared } from './compared.js';
import type { EntityOptions } from './entity-options.js';
import { describeEntities } from './entity-report.js';
import { evaluateEntities } from './entity-run.js';
import { findGold, readGold } from './gold.js';
import { interruptible } from './interruptible.js';
import { showProgress } from './progress.js';

/**
 * `mascarilla eval ner MODEL`: finds entities in annotated texts and tells how well they fit, for
 * the model and others beside it. A first signal ends it without a result.
 */
export async function evaluateNer(config: ModelConfig, options: EntityOptions): Promise<void> {
  const { labels, aggregationStrategy: strategy, window, stride } = options;
  const gold = await findGold(options.gold);
  await withCompared(config, options.compare, (loaded) =>
    interruptible(async (signal) => {
      const models = loaded.map(({ serving }) => serving.model);
      const names = models.map(({ name }) => printable(name)).join(' and ');
      const progress = showProgress(`evaluating ${names}`);
      const evaluation = await evaluateEntities(models, readGold(gold), {
        ...{ labels, strategy, window, stride, signal },
        progress: (end) => progress(end, gold.size),
        // However it ends, no bar stays on the terminal.
      }).finally(() => progress(gold.size, gold.size));
      if (evaluation.texts === 0) {
        throw fail('GOLD_INVALID', { file: gold.name, detail: 'it has no text' });
      }
      const told = { gold: gold.name, labels, strategy, window, stride, ...evaluation };
      process.stdout.write(
        options.json
          ? `${JSON.stringify(told, null, 2)}\n`
          : describeEntities(evaluation, gold.name),
      );
    }, 'before the end of the data; no result'),
  );
}
