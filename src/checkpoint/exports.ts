/**
 * Ready ONNX exports in the layout of huggingface/optimum: `model.onnx` in the folder or in its
 * `onnx/`, and where the model has more than 2 GB, its tensors in a file beside it.
 */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { unreadable } from './files.js';

/** Where an export lies. */
export interface ExportFiles {
  /** Path of the .onnx file. */
  readonly model: string;
  /** Names of the files of external data beside it, sorted. */
  readonly data: readonly string[];
}

/**
 * Best first: the export as it was made, then the ones that lose precision. Those for certain
 * processors (`model_qint8_avx512.onnx`) are not chosen: rename the one that fits.
 */
export const EXPORT_NAMES: readonly string[] = [
  'model.onnx',
  'model_optimized.onnx',
  'model_fp16.onnx',
  'model_quantized.onnx',
].flatMap((name) => [name, `onnx/${name}`]);

/** `model.onnx_data` by optimum, `model.onnx.data` by torch; the former also in numbered parts. */
const DATA = /^(?:_data(?:_\d{1,3})?|\.data)$/;

/** An export that a folder has, with the names of all its files inside the folder, sorted. */
export interface FoundExport extends ExportFiles {
  readonly names: readonly string[];
}

/**
 * Names of everything in a folder, and of what lies in its `onnx/`, such as `onnx/model.onnx`.
 *
 * Errors: CHECKPOINT_MISSING.
 */
export async function listWithExports(directory: string): Promise<readonly string[]> {
  const found = await readdir(directory).catch((error: unknown) => {
    throw unreadable(directory, error);
  });
  if (!found.includes('onnx')) return found;
  const below = await readdir(join(directory, 'onnx')).catch(() => []);
  return [...found, ...below.map((name) => `onnx/${name}`)];
}

/** The best export of a folder with these names in it; null where it has none. */
export function findExport(directory: string, found: readonly string[]): FoundExport | null {
  const model = EXPORT_NAMES.find((name) => found.includes(name));
  if (model === undefined) return null;
  const data = found
    .filter((name) => name.startsWith(model) && DATA.test(name.slice(model.length)))
    .toSorted();
  return {
    model: join(directory, model),
    data: data.map((name) => basename(name)),
    names: [model, ...data],
  };
}
