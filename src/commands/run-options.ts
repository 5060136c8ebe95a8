import { poolings, type Pooling } from '../checkpoint/pooling.js';
import { corpusFormats, type CorpusFormat } from '../corpus/record.js';
import { parseShard, type Shard } from '../corpus/shard.js';
import { fail, messageOf } from '../errors.js';
import { integer, oneOf, text, yesOrNo } from '../options/kinds.js';
import { WORD_WINDOW } from '../tasks/word-entities.js';
import { grouping } from './grouping-option.js';
import { aSwitch, type CommandOption, type Parsed } from './options.js';

export { bulkTasks, type BulkTaskName } from '../bulk/request.js';

const required = (placeholder: string, description: string): CommandOption<string> => ({
  ...text(placeholder, '', description),
  byDefault: null,
});

/** An option whose default is told in words, and means null. */
function optional<Value>(
  placeholder: string,
  byDefault: string,
  description: string,
  parse: (value: string) => Value,
): CommandOption<Value | null> {
  return {
    ...{ placeholder, byDefault, description },
    parse: (value) => (value === byDefault ? null : parse(value)),
  };
}

const number = integer(1, [1, 1_000_000], '');
const whether = yesOrNo('true', '');

/** What `mascarilla run` has beside the shared options. */
export const runOptions = {
  model: required(
    'MODEL',
    'folder of a checkpoint or of a package, or owner/name on the Hub, also with @revision',
  ),
  input: required(
    'PATH',
    'texts: FILE.jsonl with objects {"id", "text"} or strings, FILE.csv, FILE.txt with one a line, a folder of .txt files, or - for standard input',
  ),
  output: required(
    'PATH',
    'FILE.jsonl, FILE.csv (not embed), FILE.parquet (embed), a folder for brat (ner), or - for standard output',
  ),
  format: optional<CorpusFormat>(
    corpusFormats.join('|'),
    'by name',
    'what the input is, where its name does not tell; standard input is JSON Lines',
    oneOf(corpusFormats),
  ),
  column: text('NAME', 'text', 'the column, or the field, that has the texts'),
  idColumn: text('NAME', 'id', 'the one that has the ids; without it, ids are numbers of lines'),
  delimiter: {
    ...text('CHARACTER', ',', 'what separates the columns of CSV; \\t for a tab'),
    parse: (value: string) => (value === '\\t' ? '\t' : value),
  },
  onError: optional<'fail'>(
    'record|fail',
    'record',
    'whether a record that fails is written as one that failed, or ends the run',
    oneOf(['fail']),
  ),
  shard: optional<Shard>(
    'I/N',
    'none',
    'compute only this part of N, counted from 0; its output has the number in its name',
    parseShard,
  ),
  shards: optional<number>(
    'N',
    'none',
    'the same, with the part of the variable JOB_COMPLETION_INDEX, as Kubernetes sets it in Indexed Jobs',
    number.parse,
  ),
  topK: optional<number>(
    'NUMBER',
    'the task’s',
    'fill-mask: candidates for each mask, 5 by default; classify: labels, all by default',
    number.parse,
  ),
  targets: optional<readonly string[]>(
    'WORD,…',
    'none',
    'fill-mask: the only words that are scored',
    (value) => value.split(','),
  ),
  pooling: optional<Pooling>(
    poolings.join('|'),
    'the model’s',
    'embed: how a text becomes one vector',
    oneOf(poolings),
  ),
  normalize: optional<boolean>(
    'true|false',
    'the model’s',
    'embed: whether vectors are scaled to length 1',
    whether.parse,
  ),
  aggregationStrategy: grouping('ner: '),
  window: optional<number>(
    'NUMBER',
    'the task’s',
    `ner: tokens of a window over a long text; ${WORD_WINDOW} by default for words`,
    number.parse,
  ),
  stride: optional<number>(
    'NUMBER',
    'an eighth',
    'ner: tokens that two windows share at most',
    integer(0, [0, 131_072], '').parse,
  ),
  refuseLong: aSwitch(
    'embed, fill-mask: let texts fail that are longer than the model takes, instead of cutting them; ner and classify read all of them, in windows',
  ),
} as const;

export type RunOptions = Parsed<typeof runOptions>;

/**
 * Which part of the corpus is computed; null for all.
 *
 * @param jobIndex what JOB_COMPLETION_INDEX says
 */
export function shardOf({ shard, shards }: RunOptions, jobIndex: string | null): Shard | null {
  if (shards === null) return shard;
  const refuse = (detail: string) => fail('CONFIG_INVALID', { option: '--shards', detail });
  if (shard !== null) throw refuse('--shard says it already; give one of the two');
  if (jobIndex === null) throw refuse('JOB_COMPLETION_INDEX is not set; give --shard I/N instead');
  try {
    return parseShard(`${jobIndex}/${shards}`);
  } catch (error) {
    throw refuse(messageOf(error));
  }
}

/** What stands under the options in the help. */
export const runExamples = `
Examples:
  mascarilla run embed --model MODEL --input notes.jsonl --output vectors.parquet
  mascarilla run ner --model MODEL --input folder-of-txt --output brat-folder
  mascarilla run fill-mask --model MODEL --input - --output - < masked.jsonl

It ends with 0 when all records are written, also those that failed; with 1 when it could not go on;
with 130 or 143 after SIGINT or SIGTERM. Run the same command again to go on where it stopped.`;
