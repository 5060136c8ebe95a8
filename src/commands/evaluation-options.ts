import { integer, share, text } from '../options/kinds.js';
import { parseComparison, type Comparison } from './compared.js';
import { aSwitch, type CommandOption, type Parsed } from './options.js';

const data: CommandOption<string> = {
  ...text(
    'FILE',
    '-',
    'texts: one a line, or in FILE.jsonl the `text` of each object; - for standard input',
  ),
  byDefault: null,
};

const compare: CommandOption<Comparison | null> = {
  placeholder: 'MODEL[:PRECISION]',
  byDefault: 'none',
  description: 'another model to measure on the same texts; `:PRECISION` for the same model',
  parse: parseComparison,
};

/** What `mascarilla eval fill-mask` has beside the shared options. */
export const fillMaskOptions = {
  data,
  share: share(0.15, 'share of the pieces of each text that are masked, at least one'),
  seed: integer(0, [0, 2 ** 32 - 1], 'which pieces are masked: the same for the same seed'),
  maxTokens: integer(
    256,
    [3, 131_072],
    'tokens that a text is cut to; never more than the model takes',
  ),
  pseudoPerplexity: aSwitch('also mask every piece alone, which takes a run for each of them'),
  compare,
  json: aSwitch('write the numbers as JSON'),
} as const;

export type FillMaskOptions = Parsed<typeof fillMaskOptions>;
