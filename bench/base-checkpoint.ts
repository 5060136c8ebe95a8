/** A random checkpoint of RoBERTa-base's size: it has no sense, but the cost of a real one. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseModelConfig } from '../src/checkpoint/config.js';
import { toHalf } from '../src/graph/half.js';
import { writeServingGraph } from '../src/graph/serving.js';
import { state, torchZip } from '../test/checkpoint/torch-files.js';
import { fromRoot } from '../test/root.js';

const config = {
  architectures: ['RobertaForMaskedLM'],
  model_type: 'roberta',
  vocab_size: 50262,
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
  max_position_embeddings: 514,
  type_vocab_size: 1,
  layer_norm_eps: 1e-5,
};

/** Small random floats, the same each time. */
function randomFloats(name: string, count: number): Float32Array<ArrayBuffer> {
  let seed = createHash('sha256').update(name).digest().readUInt32LE();
  const values = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    values[index] = (seed / 2 ** 32 - 0.5) / 10;
  }
  return values;
}

const contiguous = (shape: readonly number[]): number[] =>
  shape.map((_, at) => shape.slice(at + 1).reduce((product, dimension) => product * dimension, 1));

const stores = {
  F32: { type: 'FloatStorage', pack: (values: Float32Array) => values },
  F16: { type: 'HalfStorage', pack: toHalf },
} as const;

export type StoredAs = keyof typeof stores;

/** Writes it as pytorch_model.bin into a new folder; gives its bytes. */
export function writeBaseCheckpoint(folder: string, dtype: StoredAs = 'F32'): number {
  const { type, pack } = stores[dtype];
  mkdirSync(folder);
  const { weights } = writeServingGraph(parseModelConfig(config, { file: 'config.json' }), 'fp32');
  const needs = weights.flatMap((weight) => weight.needs);
  const views = needs.map(({ tensor, shape }, index) => {
    const count = shape.reduce((product, dimension) => product * dimension, 1);
    return { tensor, shape, count, key: String(index) };
  });
  const tensors = Object.fromEntries(
    views.map(({ tensor, shape, count, key }) => [
      `roberta.${tensor}`.replace('roberta.lm_head', 'lm_head'),
      { type, key, count, shape, strides: contiguous(shape) },
    ]),
  );
  const storages = Object.fromEntries(
    views.map(({ tensor, count, key }) => [
      key,
      new Uint8Array(pack(randomFloats(tensor, count)).buffer),
    ]),
  );
  writeFileSync(join(folder, 'pytorch_model.bin'), torchZip(state(tensors), storages));
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  for (const name of ['tokenizer.json', 'tokenizer_config.json']) {
    copyFileSync(fromRoot(`models/clinical-es-mini/${name}`), join(folder, name));
  }
  return statSync(join(folder, 'pytorch_model.bin')).size;
}
