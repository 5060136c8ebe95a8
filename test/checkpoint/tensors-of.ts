import type { Checkpoint } from '../../src/checkpoint/checkpoint.js';
import type { TensorSource } from '../../src/checkpoint/tensors.js';
import { findWeights } from '../../src/checkpoint/weights.js';

/** The tensors of a checkpoint that has them by name. */
export function tensorsOf({ weights }: Checkpoint): TensorSource {
  if (weights.kind === 'tensors') return weights.tensors;
  throw new TypeError(`${weights.files.model} is an export`);
}

/** Finds the tensors of a folder and opens them; the caller closes the source. */
export async function openWeights(
  directory: string,
  found: readonly string[],
): Promise<TensorSource> {
  const files = await findWeights(directory, found);
  if (files.kind === 'tensors') return files.open();
  throw new TypeError(`${files.model} is a graph, not tensors by name`);
}
