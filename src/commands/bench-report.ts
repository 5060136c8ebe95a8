import { printable } from '../checkpoint/json.js';
import type { ServerInfo } from '../load/server.js';
import type { Measured } from '../load/tally.js';
import type { BenchOptions } from './bench-options.js';
import { count } from './numbers.js';

/** One load, and what was measured under it. */
export interface BenchResult extends Measured {
  /** Clients, or requests a second. */
  readonly load: number;
}

export type LoadKind = 'clients' | 'requests/s';

const NONE = '–';

type Column = readonly [name: string, width: number, value: (result: BenchResult) => string];

const ms = (value: number | undefined): string =>
  value === undefined ? NONE : value.toFixed(value < 100 ? 1 : 0);

const columns: readonly Column[] = [
  ['texts/s', 10, ({ textsPerSecond }) => textsPerSecond.toFixed(1)],
  ['tokens/s', 10, ({ told }) => (told === null ? NONE : count(Math.round(told.tokensPerSecond)))],
  ['p50 ms', 9, ({ latencies }) => ms(latencies?.p50)],
  ['p95 ms', 9, ({ latencies }) => ms(latencies?.p95)],
  ['p99 ms', 9, ({ latencies }) => ms(latencies?.p99)],
  ['max ms', 9, ({ latencies }) => ms(latencies?.max)],
  ['queue ms', 10, ({ told }) => ms(told?.queueMs)],
  ['model ms', 10, ({ told }) => ms(told?.inferenceMs)],
  ['in model', 10, ({ told }) => told?.textsInModel.toFixed(1) ?? NONE],
];

const LOAD_WIDTH = 10;

export function describeServer(
  info: ServerInfo,
  { url, task, duration }: BenchOptions,
  texts: number,
): string {
  const { model_id: model, model_dtype: precision, threads, provider } = info;
  const served = `${printable(model)} ${printable(precision)}, ${threads} thread${threads === 1 ? '' : 's'} on ${printable(provider)}`;
  return `${url} serves ${served}; ${task}, ${count(texts)} texts, ${duration} s for each load\n\n`;
}

export const tableHead = (kind: LoadKind): string =>
  `${kind.padStart(LOAD_WIDTH)}${columns.map(([name, width]) => name.padStart(width)).join('')}  errors\n`;

export function tableRow(result: BenchResult): string {
  const errors = Object.entries(result.errors).map(([name, times]) => `${name}: ${count(times)}`);
  const cells = columns.map(([, width, value]) => value(result).padStart(width)).join('');
  return `${String(result.load).padStart(LOAD_WIDTH)}${cells}  ${errors.join(', ') || NONE}\n`;
}

export const tableNotes = (results: readonly BenchResult[]): string => {
  if (results.every(({ told }) => told === null)) {
    return '\nThe server does not tell what its answers cost.\n';
  }
  return '\nqueue and model: medians of what the server tells. in model: texts computed at once, on average over time.\n';
};
