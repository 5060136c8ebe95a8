import { integer, text } from '../options/kinds.js';
import { WORD_WINDOW } from '../tasks/word-entities.js';
import { parseComparison, type Comparison } from './compared.js';
import { grouping } from './grouping-option.js';
import { aSwitch, type CommandOption, type Parsed } from './options.js';

const gold: CommandOption<string> = {
  ...text(
    'PATH',
    '',
    'annotated texts: a folder of .txt files with .ann of brat beside them, or CoNLL files (.conll, .bio, .iob…)',
  ),
  byDefault: null,
};

const compare: CommandOption<readonly Comparison[]> = {
  placeholder: 'MODEL[:PRECISION],…',
  byDefault: 'none',
  description:
    'other models to measure on the same texts, with commas between them; `:PRECISION` for the same model',
  parse: (value) =>
    value.split(',').flatMap((one) => {
      const comparison = parseComparison(one);
      return comparison === null ? [] : [comparison];
    }),
};

const labels: CommandOption<readonly string[] | null> = {
  placeholder: 'LABEL,…',
  byDefault: 'all',
  description: 'labels that count, in the gold standard and in what is found',
  parse: (value) => (value === 'all' ? null : value.split(',').filter((label) => label !== '')),
};

const stride = integer(0, [0, 131_072], '');

/** What `mascarilla eval ner` has beside the shared options. */
export const entityOptions = {
  gold,
  labels,
  compare,
  window: integer(
    WORD_WINDOW,
    [8, 131_072],
    'tokens of a window over a long text; never more than the model takes',
  ),
  stride: {
    ...stride,
    byDefault: 'an eighth',
    description:
      'tokens that two windows share at most, so that entities at their ends are seen whole',
    parse: (value: string) => (value === 'an eighth' ? null : stride.parse(value)),
  },
  aggregationStrategy: grouping(''),
  json: aSwitch('write the numbers as JSON'),
} as const;

export type EntityOptions = Parsed<typeof entityOptions>;
