import { describePickled, isKind, type PickleValue, type StoredTensor } from './pickle-values.js';

/** Where training frameworks put the state dict into a checkpoint of theirs. */
const WRAPPERS = ['state_dict', 'model'];

/**
 * The tensors by name of what was saved: a state dict, or a dict that has one as `state_dict` or
 * `model`. What is no tensor, such as a step counter, is left out.
 *
 * @returns where there are none, what there is instead, for a message
 */
export function findTensors(value: PickleValue): ReadonlyMap<string, StoredTensor> | string {
  if (!isKind(value, 'dict')) return `it holds ${describePickled(value)}, not a dict of tensors`;
  const tensors = tensorsOf(value);
  if (tensors.size > 0) return tensors;
  const wrapped = WRAPPERS.map((key) => tensorsOf(value.entries.get(key)));
  return wrapped.find(({ size }) => size > 0) ?? 'its dict holds no tensors';
}

function tensorsOf(value: PickleValue | undefined): ReadonlyMap<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  if (!isKind(value, 'dict')) return tensors;
  for (const [name, item] of value.entries) {
    if (typeof name === 'string' && isKind(item, 'tensor')) tensors.set(name, item);
  }
  return tensors;
}
