/**
 * Converts a random checkpoint of RoBERTa-base's size from a pytorch_model.bin, in a process of its
 * own, and prints its time and peak memory beside the checkpoint's size.
 *
 *     npm run build && npx tsc --build && node dist/bench/convert-bin.js
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

function writeCheckpoint(folder: string): number {
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

/**
 * Prints the process's peak memory as its last words. VmHWM counts from the program's start; the
 * maximum that getrusage gives would include what this process had when it forked.
 */
const REPORT =
  'data:text/javascript,import{readFileSync}from"node:fs";' +
  'process.on("exit",()=>console.error(readFileSync("/proc/self/status","utf8")))';

async function convert(folder: string, target: string): Promise<{ peak: number; seconds: number }> {
  const started = performance.now();
  const args = ['--import', REPORT, fromRoot('dist/src/cli.js'), 'convert', folder, target];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const code = await new Promise((resolve) => child.once('close', resolve));
  const peak = Number(/VmHWM:\s+(\d+) kB/.exec(errors)?.[1]) * 1024;
  if (code !== 0) throw new Error(errors);
  return { peak, seconds: (performance.now() - started) / 1000 };
}

const work = mkdtempSync(join(tmpdir(), 'mascarilla-'));
try {
  const folder = join(work, 'base');
  mkdirSync(folder);
  const size = writeCheckpoint(folder);
  const { peak, seconds } = await convert(folder, join(work, 'package'));
  console.log(
    `checkpoint ${(size / 1e6).toFixed(0)} MB, converted in ${seconds.toFixed(1)} s, ` +
      `peak memory ${(peak / 1e6).toFixed(0)} MB: ${(peak / size).toFixed(2)} × the checkpoint`,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
