/**
 * The values that a pickle of weights can make. They are plain data: nothing of Python is behind
 * a name. Values may be shared and may contain themselves, so nobody walks them to the end.
 */
import type { Dtype } from './dtype.js';
import { describe } from './json.js';

export type PickleValue =
  | null
  | boolean
  | number
  /** An integer that a number does not hold exactly. */
  | bigint
  | string
  | PickleTuple
  | PickleList
  | PickleDict
  | PickleGlobal
  | Storage
  | StoredTensor;

export interface PickleTuple {
  readonly kind: 'tuple';
  readonly items: readonly PickleValue[];
}

export interface PickleList {
  readonly kind: 'list';
  readonly items: PickleValue[];
}

/** A dict or an OrderedDict. Keys that are objects are told apart by identity, unlike in Python. */
export interface PickleDict {
  readonly kind: 'dict';
  readonly entries: Map<PickleValue, PickleValue>;
}

/** A function or class on the list of those that weights need: its name, and nothing else. */
export interface PickleGlobal {
  readonly kind: 'global';
  /** Such as `torch.FloatStorage`. */
  readonly name: string;
}

/** A run of values of one type in the file, which one or several tensors use. */
export interface Storage {
  readonly kind: 'storage';
  /** Name of the run in the file. */
  readonly key: string;
  readonly dtype: Dtype;
  /** Values, not bytes; as the pickle says, compared with the file later. */
  readonly count: number;
}

/** A view of a storage, as the pickle says; nothing of it is checked beyond the types. */
export interface StoredTensor {
  readonly kind: 'tensor';
  readonly storage: Storage;
  /** First value in the storage. */
  readonly offset: number;
  readonly shape: readonly number[];
  /** For each dimension, values from one index to the next. */
  readonly strides: readonly number[];
}

/** A value for a message. */
export function describePickled(value: PickleValue | undefined): string {
  if (typeof value === 'bigint') return 'a huge integer';
  if (typeof value !== 'object' || value === null) return describe(value);
  return value.kind === 'global' ? value.name : `a ${value.kind}`;
}

export const isKind = <Kind extends 'tuple' | 'list' | 'dict' | 'global' | 'storage' | 'tensor'>(
  value: PickleValue | undefined,
  kind: Kind,
): value is Extract<PickleValue, { readonly kind: Kind }> =>
  typeof value === 'object' && value !== null && value.kind === kind;
