import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { hashCheckpoint, openCheckpoint } from '../../src/checkpoint/checkpoint.js';
import { readFloat32 } from '../../src/checkpoint/tensors.js';
import { fromRoot } from '../root.js';
import { modules, newOptions, sentenceModel } from './sentence-files.js';
import { tensorsOf } from './tensors-of.js';

const MODEL = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'];

/** The smallest golden checkpoint as a folder of sentence-transformers, and how to change it. */
function sentenceFolder(t: Test, kinds = modules('Transformer', 'Pooling', 'Normalize')) {
  const files = MODEL.map((name) => [
    name,
    readFileSync(fromRoot(`test/golden/roberta-mlm/${name}`)),
  ]);
  const directory = t.testdir(Object.fromEntries(files) as Record<string, Buffer>);
  const write = (name: string, content: unknown) => {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), JSON.stringify(content));
  };
  write('modules.json', kinds);
  write('sentence_bert_config.json', { max_seq_length: 128, do_lower_case: false });
  write('config_sentence_transformers.json', sentenceModel);
  write('1_Pooling/config.json', { embedding_dimension: 48, pooling_mode: 'max' });
  return { directory, write };
}

const SENTENCE = [
  ...['1_Pooling/config.json', 'config_sentence_transformers.json', 'modules.json'],
  'sentence_bert_config.json',
];

/** Opens a checkpoint as far as its settings. */
async function open(directory: string) {
  const checkpoint = await openCheckpoint(directory);
  await checkpoint.close();
  const { config, files, sentence } = checkpoint;
  return { config, sentence, names: files.map(({ name }) => name) };
}

void t.test('its files tell pooling, normalising and the longest row', async (t) => {
  const { directory } = sentenceFolder(t);
  const { config, names, sentence } = await open(directory);
  t.strictSame(sentence, { maxTokens: 128, lowercase: false, pooling: 'max', normalize: true });
  t.equal(config.maxTokens, 128);
  t.match(config.head, { kind: 'masked-lm' }, 'the head stays');
  t.strictSame(names, [...SENTENCE, ...MODEL].sort());
});

void t.test('a folder without modules.json is a plain checkpoint', async (t) => {
  const { directory } = sentenceFolder(t);
  rmSync(join(directory, 'modules.json'));
  const { config, names, sentence } = await open(directory);
  t.equal(sentence, null);
  t.equal(config.maxTokens, 512);
  t.strictSame(names, MODEL);
});

void t.test('what is optional may be missing', async (t) => {
  const { directory } = sentenceFolder(t, modules('Transformer', 'Pooling'));
  rmSync(join(directory, 'config_sentence_transformers.json'));
  rmSync(join(directory, 'sentence_bert_config.json'));
  const { config, sentence } = await open(directory);
  t.strictSame(sentence, { maxTokens: null, lowercase: false, pooling: 'max', normalize: false });
  t.equal(config.maxTokens, 512, 'the limit of the tokenizer');
});

void t.test(
  'the limit counts in place of that of the tokenizer, as far as there are positions',
  async (t) => {
    const { directory, write } = sentenceFolder(t);
    write('tokenizer_config.json', { model_max_length: 100 });
    const limited = async (length: number | null) => {
      write('sentence_bert_config.json', { max_seq_length: length });
      return (await open(directory)).config.maxTokens;
    };
    t.equal(await limited(64), 64);
    t.equal(await limited(200), 200);
    t.equal(await limited(1000), 512);
    t.equal(await limited(null), 100);
  },
);

void t.test('options under the name of their family, and of Normalize', async (t) => {
  const { directory, write } = sentenceFolder(t);
  rmSync(join(directory, 'sentence_bert_config.json'));
  write('sentence_xlm-roberta_config.json', { ...newOptions, max_seq_length: 50 });
  write('2_Normalize/config.json', {});
  const { config, names } = await open(directory);
  t.equal(config.maxTokens, 50);
  t.ok(names.includes('sentence_xlm-roberta_config.json'));
  t.ok(names.includes('2_Normalize/config.json'));
});

void t.test('the transformer in a folder of its own', async (t) => {
  const kinds = modules('Transformer', 'Pooling').map((module) =>
    module.path === '' ? { ...module, path: '0_Transformer' } : module,
  );
  const { directory, write } = sentenceFolder(t, kinds);
  mkdirSync(join(directory, '0_Transformer'));
  const inside = [...MODEL, 'sentence_bert_config.json'];
  for (const name of inside)
    renameSync(join(directory, name), join(directory, '0_Transformer', name));
  // What old versions have there, and a card.
  write('config.json', { __version__: '0.4.0' });
  writeFileSync(join(directory, 'README.md'), '---\nlicense: mit\n---\n');
  const checkpoint = await openCheckpoint(directory);
  t.teardown(() => checkpoint.close());
  t.equal(checkpoint.directory, directory);
  t.equal(checkpoint.card?.license, 'mit');
  t.match(checkpoint.config, { modelType: 'roberta', maxTokens: 128 });
  t.match(checkpoint.tokenizer.tokenizerJson, { model: { type: 'BPE' } });
  t.equal((await readFloat32(tensorsOf(checkpoint), 'lm_head.bias')).length, 900);
  t.strictSame(
    checkpoint.files.map(({ name }) => name),
    [...inside.map((name) => `0_Transformer/${name}`), ...SENTENCE.slice(0, 3), 'README.md'].sort(),
  );
  t.strictSame(await hashCheckpoint(directory), checkpoint.files);

  rmSync(join(directory, '0_Transformer', 'model.safetensors'));
  const missing = {
    code: 'CHECKPOINT_MISSING',
    message: /0_Transformer: the folder has no weights/,
  };
  await t.rejects(openCheckpoint(directory), missing);
  rmSync(join(directory, '0_Transformer'), { recursive: true });
  const gone = { code: 'CHECKPOINT_MISSING', message: /0_Transformer: there is no such file or/ };
  await t.rejects(openCheckpoint(directory), gone);
});

void t.test('a change of any of its files is another checkpoint', async (t) => {
  const { directory, write } = sentenceFolder(t);
  write('2_Normalize/config.json', {});
  const hashes = async () => JSON.stringify(await hashCheckpoint(directory));
  for (const name of [...SENTENCE, '2_Normalize/config.json']) {
    const before = await hashes();
    writeFileSync(join(directory, name), ` ${readFileSync(join(directory, name), 'utf8')}`);
    t.not(await hashes(), before, name);
  }
  const before = await hashes();
  write('3_Dense/config.json', {});
  write('notes.json', {});
  t.equal(await hashes(), before, `and no other: ${readdirSync(directory).join(' ')}`);
});

void t.test('a file that is wrong is named', async (t) => {
  const refused = async (name: string, content: string | null, code: string, message: RegExp) => {
    const { directory } = sentenceFolder(t);
    if (content === null) rmSync(join(directory, name));
    else writeFileSync(join(directory, name), content);
    await t.rejects(openCheckpoint(directory), { name: 'ServiceError', code, message });
  };
  const [invalid, unsupported] = ['CHECKPOINT_CONFIG_INVALID', 'ARCHITECTURE_UNSUPPORTED'];
  const pooling = '1_Pooling/config.json';
  await refused(pooling, null, 'CHECKPOINT_MISSING', /1_Pooling.config\.json: there is no such/);
  await refused(pooling, '{', invalid, /1_Pooling.config\.json .*: it is not JSON in UTF-8/);
  await refused(pooling, '{"pooling_mode":"x"}', unsupported, /config\.json: pooling_mode is x;/);
  await refused('modules.json', '{}', invalid, /modules\.json .*: it is an object, not a list/);
  await refused('modules.json', 'x'.repeat(100_001), invalid, /more than 100000 bytes/);
  const model = 'config_sentence_transformers.json';
  await refused(model, '{"truncate_dim":2}', unsupported, /sentence_transformers\.json: trunc/);
  const options = 'sentence_bert_config.json';
  await refused(options, '{"max_seq_length":2}', invalid, /bert_config\.json .*: max_seq_len/);
});
