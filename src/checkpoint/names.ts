import { fail } from '../errors.js';
import type { TensorInfo, TensorSource } from './tensors.js';

/** Prefixes that the encoder's tensors have where a head stands on it. */
const PREFIXES = /^(?:module\.)?(?:roberta|bert|distilbert|electra|camembert|xlm_roberta)\./;

export function withCanonicalNames(source: TensorSource): TensorSource {
  const originals = new Map<string, string>();
  const tensors = new Map<string, TensorInfo>();
  for (const [name, info] of source.tensors) {
    const canonical = canonicalName(name);
    if (originals.has(canonical)) throw fail('TENSOR_MISSING', { file: source.file, tensor: name });
    originals.set(canonical, name);
    tensors.set(canonical, { ...info, name: canonical });
  }
  return {
    file: source.file,
    tensors,
    readFloat32: (name) => source.readFloat32(originals.get(name) ?? name),
    close: () => source.close(),
  };
}

const canonicalName = (name: string): string =>
  name
    .replace(PREFIXES, '')
    .replace(/\.gamma$/, '.weight')
    .replace(/\.beta$/, '.bias');
