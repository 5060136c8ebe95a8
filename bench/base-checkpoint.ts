/** A random checkpoint of RoBERTa-base's size: it has no sense, but the cost of a real one. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseModelConfig } from '../src/checkpoint/config.js';
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

/** Bytes that look like small random floats, the same each time. */
function randomFloats(name: string, count: number): Uint8Array {
  let seed = createHash('sha256').update(name).digest().readUInt32LE();
  const values = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    values[index] = (seed / 2 ** 32 - 0.5) / 10;
  }
  return new Uint8Array(values.buffer);
}

const contiguous = (shape: readonly number[]): number[] =>
  shape.map((_, at) => shape.slice(at + 1).reduce((product, dimension) => product * dimension, 1));

/** Writes it as pytorch_model.bin in fp32 into a new folder; gives its bytes. */
export function writeBaseCheckpoint(folder: string): number {
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
      { type: 'FloatStorage', key, count, shape, strides: contiguous(shape) },
    ]),
  );
  const storages = Object.fromEntries(
    views.map(({ tensor, count, key }) => [key, randomFloats(tensor, count)]),
  );
  writeFileSync(join(folder, 'pytorch_model.bin'), torchZip(state(tensors), storages));
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  for (const name of ['tokenizer.json', 'tokenizer_config.json']) {
    copyFileSync(fromRoot(`models/clinical-es-mini/${name}`), join(folder, name));
  }
  return statSync(join(folder, 'pytorch_model.bin')).size;
}
