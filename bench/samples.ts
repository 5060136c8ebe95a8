import type { LoadTask } from '../src/load/requests.js';

/** Texts a second, but for those in milliseconds. */
export type SampleName =
  | `engine packed ${LoadTask}`
  | 'engine one by one embed'
  | `fp32 32 clients ${LoadTask}`
  | `int8 32 clients ${LoadTask}`
  | `fp32 1 client ${LoadTask}${'' | ', ms beside the model' | ', ms in the model'}`
  | 'onnxruntime one by one'
  | 'transformers one by one'
  | 'transformers.js one by one';

/** Numbers of several rounds; a peer that is not there has none. */
export type Samples = ReadonlyMap<SampleName, readonly number[]>;

/** The median over rounds, and how far rounds lay apart. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)] ?? NaN;
  const high = sorted[Math.ceil(middle)] ?? NaN;
  return { median: (low + high) / 2, least: sorted[0] ?? NaN, most: sorted.at(-1) ?? NaN };
}

/** Rounds are compared with themselves: what else the machine did was then the same for both. */
export const ratiosOf = (over: readonly number[], under: readonly number[]): number[] =>
  over.map((value, round) => value / (under[round] ?? NaN));
