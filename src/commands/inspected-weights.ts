import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { ModelConfig } from '../checkpoint/config.js';
import type { TensorList } from '../checkpoint/survey.js';
import { maskedLmNames } from '../graph/tensor-names.js';
import type { FileSize } from './inspection.js';

/** Layouts by the end of a file's name. */
const layouts: Readonly<Record<string, string>> = {
  '.safetensors': 'safetensors',
  '.bin': 'torch',
};

/** `safetensors`, `torch in 3 shards`, or by the files' extension; null without files. */
export function layoutOf(names: readonly string[]): string | null {
  const files = names.filter((name) => extname(name) !== '.json');
  const extension = extname(files[0] ?? '');
  if (extension === '.onnx') return 'ONNX export';
  if (extension === '') return null;
  const layout = layouts[extension] ?? extension.slice(1);
  return files.length > 1 ? `${layout} in ${files.length} shards` : layout;
}

/** A file that went since it was found has no bytes. */
export function sizesOf(directory: string, names: readonly string[]): Promise<FileSize[]> {
  return Promise.all(
    names.map(async (name) => {
      const found = await stat(join(directory, name)).catch(() => null);
      return { name, size: found?.size ?? 0 };
    }),
  );
}

/** How many tensors there are of each type, the most frequent first. */
export function countTypes(list: TensorList | null): Readonly<Record<string, number>> | null {
  if (list === null) return null;
  const counts = new Map<string, number>();
  for (const { dtype } of list.tensors.values()) counts.set(dtype, (counts.get(dtype) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, one], [, other]) => other - one));
}

/**
 * Values of the weights. Integers are buffers, such as the numbers of positions, and no weights; a
 * tied decoder is the word embeddings, which some files hold twice.
 */
export function countParameters(
  list: TensorList | null,
  config: ModelConfig | null,
): number | null {
  if (list === null) return null;
  const twice = config === null ? [] : tiedNames(config);
  let count = 0;
  for (const { name, dtype, shape } of list.tensors.values()) {
    if (!/^B?F/.test(dtype) || twice.includes(name)) continue;
    count += shape.reduce((product, dimension) => product * dimension, 1);
  }
  return count;
}

function tiedNames({ architecture, head }: ModelConfig): readonly string[] {
  if (head.kind !== 'masked-lm' || !head.tied) return [];
  const { bias, decoder } = maskedLmNames[architecture];
  return [`${decoder}.weight`, `${decoder}.bias`].filter((name) => name !== bias);
}
