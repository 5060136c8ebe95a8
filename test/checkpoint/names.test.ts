import t from 'tap';

import { canonicalName, withCanonicalNames } from '../../src/checkpoint/names.js';
import { readFloat32, type TensorSource } from '../../src/checkpoint/tensors.js';
import { fail } from '../../src/errors.js';

/** A source in which each tensor's one value is its place. */
function fakeSource(names: readonly string[]) {
  const state = { isClosed: false };
  const source: TensorSource = {
    file: 'model.safetensors',
    tensors: new Map(names.map((name) => [name, { name, dtype: 'F32', shape: [1] }])),
    pieces: async function* (name) {
      const place = await Promise.resolve(names.indexOf(name));
      if (place < 0) throw fail('TENSOR_MISSING', { file: 'model.safetensors', tensor: name });
      yield Float32Array.of(place);
    },
    close: () => {
      state.isClosed = true;
      return Promise.resolve();
    },
  };
  return { source, state };
}

void t.test('the encoder has no prefix, a head has its own', (t) => {
  const word = 'embeddings.word_embeddings.weight';
  const query = 'encoder.layer.11.attention.self.query.weight';
  const cases: Readonly<Record<string, string>> = {
    [`roberta.${word}`]: word,
    [`bert.${word}`]: word,
    [`distilbert.${word}`]: word,
    [`electra.${word}`]: word,
    [`module.bert.${word}`]: word,
    [`module.${word}`]: word,
    [word]: word,
    [`roberta.${query}`]: query,
    'roberta.pooler.dense.weight': 'pooler.dense.weight',
    'distilbert.transformer.layer.0.sa_layer_norm.weight':
      'transformer.layer.0.sa_layer_norm.weight',
    'electra.embeddings_project.weight': 'embeddings_project.weight',
    'lm_head.decoder.weight': 'lm_head.decoder.weight',
    'cls.predictions.bias': 'cls.predictions.bias',
    'module.cls.predictions.bias': 'cls.predictions.bias',
    'classifier.out_proj.weight': 'classifier.out_proj.weight',
    'vocab_transform.weight': 'vocab_transform.weight',
    bert: 'bert',
    'robertarm.x': 'robertarm.x',
  };
  for (const [name, canonical] of Object.entries(cases)) {
    t.equal(canonicalName(name), canonical, name);
    t.equal(canonicalName(canonical), canonical, `${canonical} stays`);
  }
  t.end();
});

void t.test('the norms of before 2019 had gamma and beta', (t) => {
  const norm = 'encoder.layer.0.output.LayerNorm';
  t.equal(canonicalName(`bert.${norm}.gamma`), `${norm}.weight`);
  t.equal(canonicalName(`bert.${norm}.beta`), `${norm}.bias`);
  t.equal(
    canonicalName('cls.predictions.transform.LayerNorm.beta'),
    'cls.predictions.transform.LayerNorm.bias',
  );
  t.equal(canonicalName('vocab_layer_norm.gamma'), 'vocab_layer_norm.weight');
  t.equal(canonicalName('encoder.gamma'), 'encoder.gamma', 'only of a norm');
  t.equal(canonicalName('LayerNorm.gammas'), 'LayerNorm.gammas');
  t.end();
});

void t.test('a source under its canonical names', async (t) => {
  const { source, state } = fakeSource(['lm_head.bias', 'roberta.embeddings.LayerNorm.gamma']);
  const renamed = withCanonicalNames(source);
  t.equal(renamed.file, source.file);
  t.strictSame(
    [...renamed.tensors.values()],
    [
      { name: 'lm_head.bias', dtype: 'F32', shape: [1] },
      { name: 'embeddings.LayerNorm.weight', dtype: 'F32', shape: [1] },
    ],
  );
  t.strictSame([...(await readFloat32(renamed, 'embeddings.LayerNorm.weight'))], [1]);
  for (const name of ['roberta.embeddings.LayerNorm.gamma', 'lm_head.weight']) {
    const message = new RegExp(`model\\.safetensors has no tensor ${name},`);
    await t.rejects(readFloat32(renamed, name), { code: 'TENSOR_MISSING', message }, name);
  }
  await renamed.close();
  t.ok(state.isClosed);
});

void t.test('two tensors of one name are refused', (t) => {
  const { source } = fakeSource(['bert.pooler.dense.bias', 'pooler.dense.bias']);
  t.throws(() => withCanonicalNames(source), {
    code: 'TENSOR_NAMES_CLASH',
    message:
      'model.safetensors: its tensors bert.pooler.dense.bias and pooler.dense.bias would both be pooler.dense.bias.',
  });
  t.end();
});
