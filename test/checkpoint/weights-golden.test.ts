/** Every layout as PyTorch and safetensors themselves wrote it: see test/golden/README.md. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import t from 'tap';

import { readFloat32, type TensorSource } from '../../src/checkpoint/tensors.js';
import { fromRoot } from '../root.js';
import { openWeights } from './tensors-of.js';

interface Golden {
  readonly folder: string;
  readonly tensors: number;
  /** Of names, types, shapes and values, as Python's pickle and numpy read them from the file. */
  readonly sha256: string;
  readonly example: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

const goldens: readonly Golden[] = [
  {
    folder: 'roberta-mlm-bin',
    tensors: 45,
    sha256: '7af18cbdaaee53d3a97bd409121246eddb26914fe660ee68dddfe03d973b140f',
    example: 'lm_head.bias',
    dtype: 'F32',
    shape: [900],
    values: [-0.03647449240088463, 0.11579232662916183, -0.15200184285640717],
  },
  {
    folder: 'bert-mlm-legacy',
    tensors: 44,
    sha256: '78f3a4064e244ec724b8020a38bdc7ed6585db81e2abe0e8c4b54cce9e0e6571',
    example: 'cls.predictions.bias',
    dtype: 'F32',
    shape: [900],
    values: [0.17954210937023163, -0.15765030682086945, -0.11598318070173264],
  },
  {
    folder: 'bert-ner-bf16',
    tensors: 39,
    sha256: '45a78ce51bd4cb8c145153041b5343894e7383e9cde669b8a4088e5710599d03',
    example: 'classifier.weight',
    dtype: 'BF16',
    shape: [5, 48],
    values: [0.08984375, -0.09326171875, 0.083984375],
  },
  {
    folder: 'roberta-cls-multilabel',
    tensors: 41,
    sha256: '724813f223f63641be9b8699247768ff3a466648bd64c66190742ccf936935d6',
    example: 'classifier.out_proj.weight',
    dtype: 'F32',
    shape: [3, 48],
    values: [0.14063701033592224, 0.13465353846549988, -0.01722053997218609],
  },
];

for (const golden of goldens) {
  void t.test(golden.folder, async (t) => {
    const directory = fromRoot(`test/golden/${golden.folder}`);
    const source = await openWeights(directory, readdirSync(directory));
    t.teardown(() => source.close());
    t.equal(source.tensors.size, golden.tensors);
    t.equal(await digest(source), golden.sha256, 'every tensor is as Python reads it');
    const { dtype, shape } = source.tensors.get(golden.example) ?? {};
    t.strictSame({ dtype, shape }, { dtype: golden.dtype, shape: golden.shape });
    const values = await readFloat32(source, golden.example);
    t.strictSame([...values.subarray(0, 3)], golden.values);
  });
}

void t.test('a buffer of integers is listed', async (t) => {
  const directory = fromRoot('test/golden/roberta-mlm-bin');
  const source = await openWeights(directory, ['pytorch_model.bin']);
  t.teardown(() => source.close());
  const name = 'roberta.embeddings.position_ids';
  t.match(source.tensors.get(name), { name, dtype: 'I64', shape: [1, 514] });
});

async function digest(source: TensorSource): Promise<string> {
  const hash = createHash('sha256');
  for (const name of [...source.tensors.keys()].sort()) {
    const { dtype, shape } = source.tensors.get(name) ?? {};
    hash.update(`${name} ${dtype ?? ''} [${shape?.join() ?? ''}]\n`);
    if (dtype === 'F32' || dtype === 'BF16') {
      hash.update(new Uint8Array((await readFloat32(source, name)).buffer));
    }
  }
  return hash.digest('hex');
}
