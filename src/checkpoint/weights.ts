/** The weights of a checkpoint, in whichever of the Hub's layouts they are. */
import { join } from 'node:path';

import { fail } from '../errors.js';
import { findExport, type ExportFiles } from './exports.js';
import { openSafetensors } from './safetensors.js';
import { openShards, readWeightIndex, shardsOf } from './shards.js';
import type { TensorSource } from './tensors.js';
import { openTorch } from './torch.js';

/** The files of a folder that hold its weights: tensors by name, or a graph with its own. */
export type WeightFiles = TensorFiles | ({ readonly kind: 'export' } & Named & ExportFiles);

interface Named {
  /** Names inside the folder; with several files, the index too. */
  readonly names: readonly string[];
}

export interface TensorFiles extends Named {
  readonly kind: 'tensors';
  /**
   * Opens them. The caller closes the source.
   *
   * Errors: CHECKPOINT_MISSING, WEIGHTS_INDEX_INVALID, SAFETENSORS_*, TORCH_*, PICKLE_*.
   */
  open(): Promise<TensorSource>;
}

interface Layout {
  /** One file with all weights, or the index of several. */
  readonly name: string;
  readonly isIndex: boolean;
  readonly extension: string;
  readonly open: (path: string) => Promise<TensorSource>;
}

/**
 * Best first: safetensors say at once where everything is, and one file needs no index. A folder
 * with several has the same weights in all of them, so only one is ever read.
 */
const layouts: readonly Layout[] = [
  { extension: '.safetensors', name: 'model.safetensors', open: openSafetensors },
  { extension: '.bin', name: 'pytorch_model.bin', open: openTorch },
].flatMap((layout) => [
  { ...layout, isIndex: false },
  { ...layout, isIndex: true, name: `${layout.name}.index.json` },
]);

/** Names of the files that weights are looked for in, the best first. */
export const WEIGHT_NAMES: readonly string[] = layouts.map(({ name }) => name);

/**
 * Finds the weights of a folder, without opening more than an index. Tensors win over a ready
 * export: the graph that is written for them computes no padding.
 *
 * @param found names of everything in the folder, and of its folder `onnx`
 *
 * Errors: CHECKPOINT_MISSING where there are none, WEIGHTS_INDEX_INVALID.
 */
export async function findWeights(
  directory: string,
  found: readonly string[],
): Promise<WeightFiles> {
  const layout = layouts.find(({ name }) => found.includes(name));
  if (layout === undefined) {
    const ready = findExport(directory, found);
    if (ready !== null) return { kind: 'export', ...ready };
    const detail = `the folder has no weights: neither ${WEIGHT_NAMES.join(' nor ')}`;
    throw fail('CHECKPOINT_MISSING', { file: directory, detail });
  }
  const path = join(directory, layout.name);
  if (!layout.isIndex) {
    return { kind: 'tensors', names: [layout.name], open: () => layout.open(path) };
  }
  const map = await readWeightIndex(path, layout.extension);
  const shards = shardsOf(map);
  const missing = shards.find((name) => !found.includes(name));
  if (missing !== undefined) {
    const detail = `there is no such file, but ${layout.name} names it. Fetch the checkpoint again`;
    throw fail('CHECKPOINT_MISSING', { file: join(directory, missing), detail });
  }
  const open = () => openShards(path, map, layout.open);
  return { kind: 'tensors', names: [layout.name, ...shards], open };
}
