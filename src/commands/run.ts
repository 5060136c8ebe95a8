import { attempt } from '../bulk/growing-file.js';
import { journalOf } from '../bulk/journal.js';
import { STANDARD_OUTPUT, type Output } from '../bulk/output.js';
import { planOutput } from '../bulk/plan-output.js';
import { runBulk, type BulkReport, type BulkRun } from '../bulk/run.js';
import type { BulkRequest, BulkTaskName } from '../bulk/request.js';
import type { ModelConfig } from '../config.js';
import { findCorpus } from '../corpus/corpus.js';
import type { Shard } from '../corpus/shard.js';
import { fail, messageOf } from '../errors.js';
import { createLogger } from '../log.js';
import { doOnce } from '../package/lock.js';
import { WORD_WINDOW } from '../tasks/word-entities.js';
import { version } from '../version.js';
import { interruptible } from './interruptible.js';
import { loadModel } from './load.js';
import { count } from './numbers.js';
import { showProgress, showWork } from './progress.js';
import { shardOf, type RunOptions } from './run-options.js';

/** Nobody else waits for the engine: blocks bound what is queued. */
const ANY_QUEUE = Number.MAX_SAFE_INTEGER;

/**
 * `mascarilla run TASK`: a task over a whole corpus, without a server. A first signal ends the
 * reading; what was read is computed and written, and the same command goes on from there.
 *
 * @param jobIndex what JOB_COMPLETION_INDEX says
 */
export async function runCommand(
  task: BulkTaskName,
  config: ModelConfig,
  options: RunOptions,
  jobIndex: string | null,
): Promise<void> {
  const shard = shardOf(options, jobIndex);
  const output = outputOf(options.output, task, shard);
  const { format, column, idColumn, delimiter } = options;
  const columns = { text: column, id: idColumn };
  const corpus = await findCorpus(options.input, { format, columns, delimiter });
  await interruptible(async (signal) => {
    const logger = createLogger('warn');
    const queue = { ...config, maxQueuedTokens: ANY_QUEUE };
    const source = { name: null, reference: config.model };
    const { serving, close } = await loadModel(
      source,
      queue,
      logger,
      showProgress('converting the model'),
      {
        signal,
      },
    );
    const work = showWork(task, 'records');
    const size = corpus.size;
    try {
      const report = await alone(output.path, journalOf(output), signal, {
        ...{ model: serving.model, request: requestOf(task, options), corpus, shard, output },
        ...{ strict: options.onError === 'fail', blocks: serving.devices().length + 1 },
        ...{ signal, version, progress: (end, records) => work.show(end, size, records) },
      });
      work.end();
      process.stderr.write(describe(report, output.path));
      signal.throwIfAborted();
    } finally {
      work.end();
      await close();
    }
  }, 'with all that was read written; the same command goes on from there');
}

/** CONFIG_INVALID where the name of the output means nothing for the task. */
function outputOf(path: string, task: BulkTaskName, shard: Shard | null): Output {
  try {
    return planOutput(path, task, shard);
  } catch (error) {
    throw fail('CONFIG_INVALID', { option: '--output', detail: messageOf(error) });
  }
}

/** Waits for another process that writes the same output. */
async function alone(
  path: string,
  journal: string,
  signal: AbortSignal,
  run: BulkRun,
): Promise<BulkReport> {
  if (path === STANDARD_OUTPUT) return runBulk(run);
  const waiting = (who: string) =>
    process.stderr.write(`mascarilla: waiting: ${who} writes ${path} too.\n`);
  const arrived = () => Promise.resolve(null);
  return attempt(path, doOnce(journal, { arrived, waiting, signal, work: () => runBulk(run) }));
}

const requestOf = (
  task: BulkTaskName,
  { aggregationStrategy: strategy, refuseLong, ...options }: RunOptions,
): BulkRequest => {
  const { topK, targets, pooling, normalize, stride } = options;
  const window = options.window ?? (strategy === 'word' ? WORD_WINDOW : null);
  const asked = { task, topK, targets, pooling, normalize, strategy, window, stride };
  return { ...asked, truncate: !refuseLong };
};

function describe({ records, failed, truncated, before }: BulkReport, path: string): string {
  const parts = [
    `${count(records)} records`,
    ...(before > 0 ? [`${count(before)} of them before`] : []),
    ...(failed > 0 ? [`${count(failed)} failed`] : []),
    ...(truncated > 0 ? [`${count(truncated)} were cut`] : []),
  ];
  const where = path === STANDARD_OUTPUT ? 'standard output' : path;
  return `mascarilla: ${where}: ${parts.join(', ')}.\n`;
}
