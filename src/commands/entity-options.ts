import { text } from '../options/kinds.js';
import { parseComparison, type Comparison } from './compared.js';
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

/** What `mascarilla eval ner` has beside the shared options. */
export const entityOptions = {
  gold,
  labels,
  compare,
  json: aSwitch('write the numbers as JSON'),
} as const;

export type EntityOptions = Parsed<typeof entityOptions>;
