/**
 * Names of tensors, whichever program wrote them. The same encoder is saved as `roberta.encoder…`
 * with a head and as `encoder…` without, under `module.` where it was trained on several devices,
 * and until 2019 with `gamma` and `beta` in place of a norm's `weight` and `bias`.
 */
import { fail } from '../errors.js';
import { printable } from './json.js';
import type { TensorInfo, TensorSource } from './tensors.js';

/** What `DataParallel` puts before every name of the model that it wraps. */
const WRAPPER = /^module\./;

/** `base_model_prefix` in huggingface/transformers, now and in its earlier versions. */
const MODEL = /^(?:roberta|bert|distilbert|electra|camembert|xlm_roberta)\./;

/** `LayerNorm.gamma`, and DistilBERT's `sa_layer_norm.gamma`. */
const OLD_NORM = /^(.*layer_?norm)\.(gamma|beta)$/i;

/**
 * The one name of a tensor: the encoder's without the model (`embeddings.word_embeddings.weight`,
 * `encoder.layer.0…`, DistilBERT's `transformer.layer.0…`, `pooler.dense.weight`), a head's as it
 * is (`lm_head.bias`, `cls.predictions…`, `classifier…`).
 */
export function canonicalName(name: string): string {
  const bare = name.replace(WRAPPER, '').replace(MODEL, '');
  const [, norm, part] = OLD_NORM.exec(bare) ?? [];
  if (norm === undefined) return bare;
  return `${norm}.${part === 'gamma' ? 'weight' : 'bias'}`;
}

/**
 * The same tensors under their canonical names, in the same order. Closing it closes `source`.
 *
 * Errors: TENSOR_NAMES_CLASH where two tensors would have one name.
 */
export function withCanonicalNames(source: TensorSource): TensorSource {
  const tensors = new Map<string, TensorInfo>();
  const originals = new Map<string, string>();
  for (const info of source.tensors.values()) {
    const name = canonicalName(info.name);
    const other = originals.get(name);
    if (other !== undefined) {
      throw fail('TENSOR_NAMES_CLASH', {
        file: source.file,
        tensor: printable(name),
        found: printable(other),
        value: printable(info.name),
      });
    }
    originals.set(name, info.name);
    tensors.set(name, { name, dtype: info.dtype, shape: info.shape });
  }
  return {
    file: source.file,
    tensors,
    pieces: async function* (name) {
      const original = originals.get(name);
      const missing = { file: source.file, tensor: printable(name) };
      if (original === undefined) throw fail('TENSOR_MISSING', missing);
      yield* source.pieces(original);
    },
    close: () => source.close(),
  };
}
