import type { Checkpoint } from '../../src/checkpoint/checkpoint.js';
import type { TensorSource } from '../../src/checkpoint/tensors.js';

/** The tensors of a checkpoint that has them by name. */
export function tensorsOf({ weights }: Checkpoint): TensorSource {
  if (weights.kind === 'tensors') return weights.tensors;
  throw new TypeError(`${weights.files.model} is an export`);
}
