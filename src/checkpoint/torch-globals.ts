/**
 * The functions and classes of Python that files of weights name, as what they mean for reading.
 * Signatures: pytorch/pytorch, torch/_utils.py; persistent ids: torch/serialization.py.
 */
import type { ServiceError } from '../errors.js';
import type { Dtype } from './dtype.js';
import { isCount } from './json.js';
import {
  describePickled,
  isKind,
  type PickleTuple,
  type PickleValue,
  type Storage,
} from './pickle-values.js';

/** The pickle that calls. */
export interface Caller {
  /** Makes the error for arguments that do not fit. */
  invalid(detail: string): ServiceError;
  /** Counts work that grows with the size of an argument, and fails where it becomes too much. */
  spend(steps: number): void;
}

type Callable = (values: readonly PickleValue[], caller: Caller) => PickleValue;

/** PyTorch's own operations take no more; weights have two. */
const MAX_DIMENSIONS = 64;

/** Classes of storages; the type of their values is all that counts. */
const storageTypes: ReadonlyMap<string, Dtype> = new Map([
  ['torch.BFloat16Storage', 'BF16'],
  ['torch.BoolStorage', 'BOOL'],
  ['torch.ByteStorage', 'U8'],
  ['torch.CharStorage', 'I8'],
  ['torch.ComplexFloatStorage', 'C64'],
  ['torch.DoubleStorage', 'F64'],
  ['torch.FloatStorage', 'F32'],
  ['torch.HalfStorage', 'F16'],
  ['torch.IntStorage', 'I32'],
  ['torch.LongStorage', 'I64'],
  ['torch.ShortStorage', 'I16'],
]);

const callables: ReadonlyMap<string, Callable> = new Map([
  ['collections.OrderedDict', makeOrderedDict],
  ['torch.Size', makeSize],
  ['torch._utils._rebuild_parameter', rebuildParameter],
  ['torch._utils._rebuild_tensor', rebuildTensor],
  ['torch._utils._rebuild_tensor_v2', rebuildTensor],
]);

/** Whether a pickle may name this function or class. */
export const isNeededGlobal = (name: string): boolean =>
  callables.has(name) || storageTypes.has(name);

/** Does what calling a function or class would do. */
export function callGlobal(
  name: string,
  values: readonly PickleValue[],
  caller: Caller,
): PickleValue {
  const callable = callables.get(name);
  if (callable === undefined) throw caller.invalid(`it calls ${name}, which is no function`);
  return callable(values, caller);
}

/**
 * The storage of a persistent id: ("storage", class, key, device, count of values), in the older
 * format with a sixth item for views of storages, which no release writes any more.
 */
export function loadStorage(id: PickleValue, caller: Caller): Storage {
  if (!isKind(id, 'tuple')) {
    throw caller.invalid(`a persistent id is ${describePickled(id)}, not a tuple`);
  }
  const [type, storageType, key, device, count, view = null] = id.items;
  if (type !== 'storage') {
    throw caller.invalid(`a persistent id is of ${describePickled(type)}, not of a storage`);
  }
  const dtype = isKind(storageType, 'global') ? storageTypes.get(storageType.name) : undefined;
  const isRight = typeof key === 'string' && typeof device === 'string' && isCount(count);
  if (dtype === undefined || !isRight || view !== null || id.items.length > 6) {
    throw caller.invalid('a persistent id is not (storage, class, key, device, count)');
  }
  return { kind: 'storage', key, dtype, count };
}

/** Empty, or, as Python 2 writes it, with a list of all pairs. */
function makeOrderedDict(values: readonly PickleValue[], caller: Caller): PickleValue {
  const [pairs = { kind: 'list', items: [] }] = values;
  if (values.length > 1 || !isKind(pairs, 'list')) {
    throw caller.invalid('an OrderedDict has odd content');
  }
  // The same list can be given again and again.
  caller.spend(pairs.items.length);
  const entries = pairs.items.map((pair): readonly [PickleValue, PickleValue] => {
    const items = isKind(pair, 'list') || isKind(pair, 'tuple') ? pair.items : [];
    const [key, value] = items;
    if (items.length === 2 && key !== undefined && value !== undefined) return [key, value];
    throw caller.invalid('an OrderedDict has something that is no pair');
  });
  return { kind: 'dict', entries: new Map(entries) };
}

function makeSize([sizes]: readonly PickleValue[], caller: Caller): PickleTuple {
  if (isKind(sizes, 'tuple')) return sizes;
  throw caller.invalid(`torch.Size is given ${describePickled(sizes)}, not a tuple`);
}

/** (tensor, requires gradient, hooks): a parameter is its tensor. */
function rebuildParameter([tensor]: readonly PickleValue[], caller: Caller): PickleValue {
  if (isKind(tensor, 'tensor')) return tensor;
  throw caller.invalid(`a parameter is made of ${describePickled(tensor)}, not of a tensor`);
}

/** (storage, offset, shape, strides, …): what comes after matters for training only. */
function rebuildTensor(values: readonly PickleValue[], caller: Caller): PickleValue {
  const [storage, offset, shape, strides] = values;
  if (!isKind(storage, 'storage')) {
    throw caller.invalid(`a tensor is made of ${describePickled(storage)}, not of a storage`);
  }
  if (!isCount(offset)) throw caller.invalid(`a tensor begins at ${describePickled(offset)}`);
  return {
    kind: 'tensor',
    storage,
    offset,
    shape: readCounts(shape, 'shape', caller),
    strides: readCounts(strides, 'strides', caller),
  };
}

function readCounts(value: PickleValue | undefined, what: string, caller: Caller): number[] {
  if (!isKind(value, 'tuple'))
    throw caller.invalid(`a tensor's ${what} is ${describePickled(value)}`);
  if (value.items.length > MAX_DIMENSIONS) {
    throw caller.invalid(`a tensor has ${value.items.length} dimensions`);
  }
  return value.items.map((item) => {
    if (isCount(item)) return item;
    throw caller.invalid(`a tensor's ${what} has ${describePickled(item)} in it`);
  });
}
