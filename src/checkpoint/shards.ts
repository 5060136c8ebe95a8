/**
 * Weights in several files, with an index that tells which tensor is where:
 *
 * { "metadata": { "total_size": 470988 },
 *   "weight_map": { "lm_head.bias": "model-00002-of-00002.safetensors", … } }
 *
 * Format: huggingface/transformers, `save_pretrained` and `load_sharded_checkpoint`.
 */
import { basename, dirname, join } from 'node:path';

import { fail, type ServiceError } from '../errors.js';
import { readJsonFile } from './files.js';
import { describe, isRecord, printable } from './json.js';
import type { TensorInfo, TensorSource } from './tensors.js';

/** A tensor takes a hundred bytes or two, so this is some fifty thousand of them. */
const MAX_INDEX_BYTES = 10_000_000;

/** All are open at once, and systems allow a process some thousand open files. */
const MAX_SHARDS = 256;

/** A name inside the folder: no separator, nothing hidden, nothing that a system reads as a path. */
const PLAIN_NAME = /^\w[\w.-]*$/;

/** What an index says, checked: file names by tensor, in the order of the index. */
export type WeightMap = ReadonlyMap<string, string>;

/**
 * Reads an index; the files are not looked for.
 *
 * @param extension how the names of the files have to end, such as `.safetensors`
 *
 * Errors: CHECKPOINT_MISSING, WEIGHTS_INDEX_INVALID.
 */
export async function readWeightIndex(path: string, extension: string): Promise<WeightMap> {
  const invalid = (detail: string) => fail('WEIGHTS_INDEX_INVALID', { file: path, detail });
  const index = await readJsonFile(path, MAX_INDEX_BYTES, invalid);
  const map = isRecord(index) ? index['weight_map'] : undefined;
  if (!isRecord(map)) throw invalid(`its weight_map is ${describe(map)}`);
  const files = Object.entries(map).map(([tensor, file]): readonly [string, string] => {
    return [tensor, checkName(file, extension, invalid)];
  });
  const count = shardsOf(new Map(files)).length;
  if (count === 0) throw invalid('its weight_map has no tensors');
  if (count > MAX_SHARDS) throw invalid(`it names ${count} files; at most ${MAX_SHARDS} are read`);
  return new Map(files);
}

/** The files that an index names, sorted. */
export const shardsOf = (map: WeightMap): readonly string[] => [...new Set(map.values())].sort();

function checkName(
  file: unknown,
  extension: string,
  invalid: (detail: string) => ServiceError,
): string {
  if (typeof file === 'string' && PLAIN_NAME.test(file) && file.endsWith(extension)) return file;
  throw invalid(`it names ${describe(file)}, which is not the name of a ${extension} file`);
}

/**
 * Opens all files of an index; they are open until the source is closed. Tensors that a file has
 * and the index does not name are left out.
 *
 * @param path of the index
 * @param open opens one of the files
 *
 * Errors: CHECKPOINT_MISSING, WEIGHTS_INDEX_INVALID, and those of `open`.
 */
export async function openShards(
  path: string,
  map: WeightMap,
  open: (path: string) => Promise<TensorSource>,
): Promise<TensorSource> {
  const shards = new Map<string, TensorSource>();
  const close = async () => {
    await Promise.all(Array.from(shards.values(), (shard) => shard.close()));
  };
  try {
    for (const file of shardsOf(map)) shards.set(file, await open(join(dirname(path), file)));
    const tensors = findAll(path, map, shards);
    return { file: path, tensors, pieces: (name) => read(path, map, shards, name), close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Shards = ReadonlyMap<string, TensorSource>;

function findAll(path: string, map: WeightMap, shards: Shards): ReadonlyMap<string, TensorInfo> {
  const tensors = new Map<string, TensorInfo>();
  for (const [name, file] of map) {
    const info = shards.get(file)?.tensors.get(name);
    if (info === undefined) {
      const detail = `${printable(name)} is not in ${basename(file)}`;
      throw fail('WEIGHTS_INDEX_INVALID', { file: path, detail });
    }
    tensors.set(name, info);
  }
  return tensors;
}

async function* read(
  path: string,
  map: WeightMap,
  shards: Shards,
  name: string,
): AsyncGenerator<Float32Array> {
  const shard = shards.get(map.get(name) ?? '');
  if (shard === undefined) throw fail('TENSOR_MISSING', { file: path, tensor: printable(name) });
  yield* shard.pieces(name);
}
