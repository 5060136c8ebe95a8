import { printable } from '../checkpoint/json.js';
import type { EntityScores, Matches } from '../evaluation/entity-scores.js';
import type { EntityEvaluation, FoundByModel } from './entity-run.js';
import { count } from './numbers.js';
import { align } from './table.js';

const NONE = '–';

/** The numbers as a table with three columns for each model: precision, recall and F1. */
export function describeEntities(evaluation: EntityEvaluation, gold: string): string {
  const { models, texts } = evaluation;
  const labels = [...new Set(models.flatMap((model) => Object.keys(model.labels)))].toSorted();
  const part = (way: keyof EntityScores, name: string): string[][] => [
    line(name, 'gold', models, () => ['P', 'R', 'F1']),
    rowOf('all', models, (model) => model[way]),
    ...labels.map((label) =>
      rowOf(`  ${printable(label)}`, models, (one) => one.labels[label]?.[way]),
    ),
  ];
  const rows = [
    ...part('strict', 'strict'),
    line('', '', models, () => ['', '', '']),
    ...part('overlapping', 'overlapping'),
    line('', '', models, () => ['', '', '']),
    line('tokens/s', '', models, (one) => ['', '', count(Math.round(one.tokensPerSecond))]),
  ];
  const names = models.map(({ name, precision }) => `${printable(name)} ${precision}`);
  const head = `${gold}: ${count(texts)} texts; ${names.join(', ')}`;
  return `${[head, '', ...align(rows)].join('\n')}\n`;
}

const line = (
  name: string,
  gold: string,
  models: readonly FoundByModel[],
  cells: (model: FoundByModel) => readonly string[],
): string[] => [name, gold, ...models.flatMap(cells)];

function rowOf(
  name: string,
  models: readonly FoundByModel[],
  matchesOf: (model: FoundByModel) => Matches | undefined,
): string[] {
  const gold = Math.max(...models.map((model) => matchesOf(model)?.gold ?? 0));
  return line(name, count(gold), models, (model) => {
    const { precision = null, recall = null, f1 = null } = matchesOf(model) ?? {};
    return [precision, recall, f1].map((value) => value?.toFixed(4) ?? NONE);
  });
}
