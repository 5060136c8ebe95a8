import { printable } from '../checkpoint/json.js';
import { RANKS } from '../evaluation/scores.js';
import type { Evaluation, ModelResult } from './evaluation-run.js';
import { count, percent } from './numbers.js';
import { align } from './table.js';

/** What was asked, beside the numbers. */
export interface Asked {
  readonly data: string;
  readonly share: number;
  readonly seed: number;
}

/** One line of the table: what it is, and its value for a model. */
type Line = readonly [what: string, value: (result: ModelResult) => string | null];

const NONE = '–';

const lines: readonly Line[] = [
  ['texts', ({ texts }) => count(texts)],
  ['  cut', ({ truncated }) => count(truncated)],
  ['  left out, with nothing to mask', ({ skipped }) => count(skipped)],
  ['pieces', ({ pieces }) => count(pieces)],
  ['masks', ({ masks }) => count(masks)],
  ['top-1', ({ top1 }) => told(top1, percent)],
  ['top-5', ({ top5 }) => told(top5, percent)],
  [`MRR@${RANKS}`, ({ reciprocalRank }) => told(reciprocalRank, (value) => value.toFixed(3))],
  ['cross-entropy, nats', ({ crossEntropy }) => told(crossEntropy, (value) => value.toFixed(3))],
  ['perplexity of the masks', ({ perplexity }) => told(perplexity, (value) => value.toFixed(2))],
  [
    'pseudo-perplexity',
    ({ eachAlone }) => eachAlone && told(eachAlone.perplexity, (value) => value.toFixed(2)),
  ],
  ['  pieces masked alone', ({ eachAlone }) => eachAlone && count(eachAlone.masks)],
  ['tokens/s', ({ tokensPerSecond }) => count(Math.round(tokensPerSecond))],
];

const told = (value: number | null, tell: (value: number) => string): string =>
  value === null ? NONE : tell(value);

/** The numbers as a table with a column for each model. */
export function describeEvaluation(evaluation: Evaluation, { data, share, seed }: Asked): string {
  const { agreement, maxTokens, models } = evaluation;
  const rows = [
    ['', ...models.map(({ name, precision }) => `${printable(name)} ${precision}`)],
    ...lines.flatMap(([what, value]) => {
      const values = models.map(value);
      return values.every((one) => one === null || one === '0')
        ? []
        : [[what, ...values.map((one) => one ?? NONE)]];
    }),
  ];
  const head = `${data}: ${percent(share)} of the pieces masked, seed ${seed}, texts of up to ${maxTokens} tokens`;
  const notes = models.length < 2 ? [] : [noteOf(agreement)];
  return `${[head, '', ...align(rows), ...notes.flatMap((note) => ['', note])].join('\n')}\n`;
}

function noteOf(agreement: Evaluation['agreement']): string {
  if (agreement === null) {
    return 'The tokenizers differ: pieces and masks are not the same, so perplexities cannot be compared.';
  }
  const { masks, same, share } = agreement;
  return `The same first candidate for ${told(share, (value) => percent(value, 2))} of the masks (${count(same)} of ${count(masks)}).`;
}
