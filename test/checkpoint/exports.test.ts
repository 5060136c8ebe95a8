import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { hashCheckpoint, openCheckpoint } from '../../src/checkpoint/checkpoint.js';
import { EXPORT_NAMES, findExport, listWithExports } from '../../src/checkpoint/exports.js';
import { findWeights } from '../../src/checkpoint/weights.js';
import { exportFolder } from '../golden/exports.js';

void t.test('the best export is chosen, with its data and no other', (t) => {
  const find = (...names: string[]) => findExport('folder', names)?.names;
  for (const [rank, name] of EXPORT_NAMES.entries()) {
    t.strictSame(find(...EXPORT_NAMES.slice(rank).toReversed()), [name]);
  }
  t.equal(find('model.onnx_data', 'other.onnx', 'onnx/model_q4.onnx', 'x/model.onnx'), undefined);
  t.strictSame(
    find(
      ...[
        'onnx/model.onnx_data_1',
        'onnx/model.onnx_data',
        'onnx/model.onnx.data',
        'model.onnx_data',
      ],
      ...[
        'onnx/model.onnx_data.bak',
        'onnx/modelxonnx_data',
        'onnx/model.onnx',
        'onnx/x.onnx_data',
      ],
    ),
    ['onnx/model.onnx', 'onnx/model.onnx.data', 'onnx/model.onnx_data', 'onnx/model.onnx_data_1'],
  );
  t.strictSame(findExport('folder', ['onnx/model.onnx', 'onnx/model.onnx_data']), {
    model: join('folder', 'onnx/model.onnx'),
    data: ['model.onnx_data'],
    names: ['onnx/model.onnx', 'onnx/model.onnx_data'],
  });
  t.end();
});

void t.test('weights by name win over an export', async (t) => {
  const kindOf = async (...names: string[]) => (await findWeights('folder', names)).kind;
  t.equal(await kindOf('model.onnx', 'pytorch_model.bin'), 'tensors');
  t.equal(await kindOf('model.onnx', 'model.safetensors'), 'tensors');
  t.equal(await kindOf('onnx/model.onnx', 'tf_model.h5'), 'export');
  await t.rejects(kindOf('tf_model.h5'), { code: 'CHECKPOINT_MISSING' });
});

void t.test('its files are hashed, so that another export is another model', async (t) => {
  const folder = exportFolder(t.testdir(), { name: 'roberta-ner-o2', checkpoint: 'roberta-ner' });
  const names = async () => (await hashCheckpoint(folder)).map(({ name }) => name);
  const small = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
  t.strictSame(await names(), [...small, 'model.onnx', 'model.onnx_data'].sort());
  mkdirSync(join(folder, 'onnx'));
  for (const name of ['model.onnx', 'model.onnx_data']) {
    renameSync(join(folder, name), join(folder, 'onnx', name));
  }
  t.strictSame(await names(), [...small, 'onnx/model.onnx', 'onnx/model.onnx_data'].sort());
  const checkpoint = await openCheckpoint(folder);
  t.match(checkpoint.weights, { kind: 'export', files: { data: ['model.onnx_data'] } });
  t.equal(checkpoint.config.head.kind, 'token-classification');
  await checkpoint.close();
  rmSync(join(folder, 'onnx'), { recursive: true });
  writeFileSync(join(folder, 'onnx'), 'a file');
  t.ok((await listWithExports(folder)).includes('onnx'));
  await t.rejects(names(), {
    code: 'CHECKPOINT_MISSING',
    message: /has no weights \(model\.safetensors, .*, model\.onnx\)/,
  });
});
