import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

import { hashCheckpoint, openCheckpoint } from '../../src/checkpoint/checkpoint.js';
import { readFloat32 } from '../../src/checkpoint/tensors.js';
import { floatBytes, writeSafetensors } from './safetensors-writer.js';
import { tensorsOf } from './tensors-of.js';
import { state, torchZip } from './torch-files.js';

const bundled = fileURLToPath(new URL('../../../models/clinical-es-mini', import.meta.url));

const config = readFileSync(join(bundled, 'config.json'), 'utf8');

/** A folder with everything that opening looks at; the tensors are not compared with it yet. */
const folder = (): Record<string, string | Buffer> => ({
  'README.md': '---\nlicense: mit\n---\n',
  'config.json': config,
  'model.safetensors': writeSafetensors({
    a: { dtype: 'F32', shape: [1], bytes: floatBytes(1) },
  }),
  'tokenizer.json': '{"version":"1.0"}',
  'tokenizer_config.json': '{"model_max_length":128}',
  'vocab.json': 'not looked at',
});

void t.test('the bundled model opens', async (t) => {
  const checkpoint = await openCheckpoint(bundled);
  t.teardown(() => checkpoint.close());
  t.equal(checkpoint.directory, bundled);
  t.match(checkpoint.config, { hiddenSize: 256, layers: 4, vocabularySize: 16000, maxTokens: 512 });
  t.equal(checkpoint.card?.license, 'apache-2.0');
  t.match(checkpoint.tokenizer, {
    tokenizerJson: { model: { type: 'BPE' } },
    tokenizerConfig: { model_max_length: 512 },
  });
  t.equal((await readFloat32(tensorsOf(checkpoint), 'lm_head.bias')).length, 16000);
});

void t.test('its files are hashed, sorted, and the same without opening', async (t) => {
  const checkpoint = await openCheckpoint(bundled);
  await checkpoint.close();
  const names = ['README.md', 'config.json', 'model.safetensors', 'tokenizer.json'];
  t.strictSame(
    checkpoint.files,
    [...names, 'tokenizer_config.json'].map((name) => {
      const content = readFileSync(join(bundled, name));
      const sha256 = createHash('sha256').update(content).digest('hex');
      return { name, size: content.length, sha256 };
    }),
  );
  t.strictSame(await hashCheckpoint(bundled), checkpoint.files);
});

void t.test('the tokenizer may lower the longest row', async (t) => {
  const checkpoint = await openCheckpoint(t.testdir(folder()));
  await checkpoint.close();
  t.equal(checkpoint.config.maxTokens, 128);
});

void t.test('a card and a tokenizer configuration are not needed', async (t) => {
  const directory = t.testdir(folder());
  rmSync(join(directory, 'README.md'));
  rmSync(join(directory, 'tokenizer_config.json'));
  const checkpoint = await openCheckpoint(directory);
  await checkpoint.close();
  t.equal(checkpoint.card, null);
  t.equal(checkpoint.tokenizer.tokenizerConfig, null);
  t.strictSame(
    checkpoint.files.map((file) => file.name),
    ['config.json', 'model.safetensors', 'tokenizer.json'],
  );
});

void t.test('a card too large to be one is hashed and not read', async (t) => {
  const readme = `---\nlicense: mit\n---\n${'x'.repeat(1_000_000)}`;
  const checkpoint = await openCheckpoint(t.testdir({ ...folder(), 'README.md': readme }));
  await checkpoint.close();
  t.equal(checkpoint.card, null);
  t.match(checkpoint.files[0], { name: 'README.md', size: readme.length });
});

void t.test('what is missing is named, with what to do', async (t) => {
  const missing = async (directory: string, message: RegExp) => {
    const error = { code: 'CHECKPOINT_MISSING', message };
    await t.rejects(openCheckpoint(directory), error);
    await t.rejects(hashCheckpoint(directory), error);
  };
  const directory = t.testdir({ 'README.md': '' });
  await missing(join(directory, 'nowhere'), /nowhere: there is no such file or folder/);
  await missing(join(directory, 'README.md'), /README\.md: it is not a folder/);
  await missing(
    directory,
    /: the folder has no config\.json and no tokenizer \(tokenizer\.json, .*\) and no weights \(model\.safetensors, .*\)\. Fetch the files/,
  );

  const other: Record<string, string | Buffer> = { ...folder(), 'tf_model.h5': '' };
  delete other['model.safetensors'];
  await missing(
    t.testdir(other),
    /has no weights \(.*\)\. It has tf_model\.h5, which is not read: save the model as model\.saf/,
  );
});

void t.test('weights in any layout; the hashes are of the files that are read', async (t) => {
  const { 'model.safetensors': whole = '', ...others } = folder();
  const zip = torchZip(state({ a: { count: 1 } }), { 0: floatBytes(1) });
  const index = JSON.stringify({ weight_map: { a: 'model-00001-of-00001.safetensors' } });
  const shards = {
    'model-00001-of-00001.safetensors': whole,
    'model.safetensors.index.json': index,
  };
  for (const [names, files] of [
    [['model.safetensors'], { ...shards, 'model.safetensors': whole, 'pytorch_model.bin': zip }],
    [Object.keys(shards), { ...shards, 'pytorch_model.bin': zip }],
    [['pytorch_model.bin'], { 'pytorch_model.bin': zip, 'unused.safetensors': whole }],
  ] as const) {
    const directory = t.testdir({ ...others, ...files });
    const checkpoint = await openCheckpoint(directory);
    t.strictSame([...(await readFloat32(tensorsOf(checkpoint), 'a'))], [1]);
    await checkpoint.close();
    const [readme, ...rest] = checkpoint.files.map(({ name }) => name);
    t.equal(readme, 'README.md');
    t.strictSame(
      rest,
      [...['config.json', ...names].sort(), ...['tokenizer.json', 'tokenizer_config.json']].sort(),
    );
    t.strictSame(await hashCheckpoint(directory), checkpoint.files);
  }
});

void t.test('a file that is wrong is named', async (t) => {
  const directory = t.testdir(folder());
  const refused = async (name: string, content: string, code: string, message: RegExp) => {
    const before = readFileSync(join(directory, name));
    writeFileSync(join(directory, name), content);
    await t.rejects(openCheckpoint(directory), { name: 'ServiceError', code, message });
    writeFileSync(join(directory, name), before);
  };
  await refused('config.json', '{', 'CHECKPOINT_CONFIG_INVALID', /config\.json .* not JSON/);
  await refused(
    'config.json',
    `{"a":"${'x'.repeat(1_000_000)}"}`,
    'CHECKPOINT_CONFIG_INVALID',
    /config\.json .* more than 1000000 bytes/,
  );
  await refused(
    'config.json',
    config.replace('"roberta"', '"gpt2"'),
    'ARCHITECTURE_UNSUPPORTED',
    /config\.json: model_type is gpt2/,
  );
  await refused('tokenizer.json', '', 'TOKENIZER_UNSUPPORTED', /tokenizer\.json .* not JSON/);
  await refused(
    'tokenizer_config.json',
    '{',
    'TOKENIZER_UNSUPPORTED',
    /tokenizer_config\.json .* not JSON/,
  );
  await refused(
    'model.safetensors',
    'version https://git-lfs.github.com/spec/v1\n',
    'CHECKPOINT_MISSING',
    /model\.safetensors: it is a Git LFS pointer/,
  );
  await refused('model.safetensors', 'GGUF', 'SAFETENSORS_TOO_SHORT', /model\.safetensors has 4/);
  await (await openCheckpoint(directory)).close();
});
