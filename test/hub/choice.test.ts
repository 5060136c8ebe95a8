import t from 'tap';
import { chooseFiles } from '../../src/hub/choice.js';

const choose = (...paths: string[]) => {
  const { files, missing } = chooseFiles(paths.map((path) => ({ path })));
  return { files: files.map(({ path }) => path), missing };
};

const small = ['config.json', 'tokenizer.json'];

void t.test('the best form of the weights, and one alone', (t) => {
  const cut = (name: string, kind: string, total: number) =>
    Array.from({ length: total }, (_, index) => {
      const pad = (number: number) => String(number).padStart(5, '0');
      return `${name}-${pad(index + 1)}-of-${pad(total)}.${kind}`;
    });
  const safeIndex = 'model.safetensors.index.json';
  const safeShards = cut('model', 'safetensors', 3);
  const binIndex = 'pytorch_model.bin.index.json';
  const binShards = cut('pytorch_model', 'bin', 2);
  const cases: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
    'one safetensors': [
      ['model.safetensors', 'pytorch_model.bin', safeIndex, ...safeShards],
      ['model.safetensors'],
    ],
    'shards of safetensors': [
      ['pytorch_model.bin', ...safeShards.toReversed(), safeIndex],
      [safeIndex, ...safeShards],
    ],
    'shards without an index': [['pytorch_model.bin', ...safeShards], ['pytorch_model.bin']],
    'shards that are not all there': [
      ['pytorch_model.bin', safeIndex, ...safeShards.slice(1)],
      ['pytorch_model.bin'],
    ],
    'shards of two cuts': [
      ['pytorch_model.bin', safeIndex, ...safeShards, ...cut('model', 'safetensors', 2)],
      ['pytorch_model.bin'],
    ],
    'one of torch': [['pytorch_model.bin', binIndex, ...binShards], ['pytorch_model.bin']],
    'shards of torch': [
      [...binShards, binIndex, 'tf_model.h5'],
      [binIndex, ...binShards],
    ],
    'other frameworks, other names': [
      ['tf_model.h5', 'flax_model.msgpack', 'model.fp16.safetensors', 'x/model.onnx'],
      [],
    ],
    'a ready export beside weights': [
      ['onnx/model.onnx', 'onnx/model.onnx_data', 'pytorch_model.bin', 'model.onnx'],
      ['pytorch_model.bin'],
    ],
    'a ready export alone': [
      ['tf_model.h5', 'onnx/model_quantized.onnx', 'onnx/model.onnx', 'onnx/model_q4.onnx'],
      ['onnx/model.onnx'],
    ],
    'a ready export with its data': [
      [
        ...['model.onnx.data', 'model.onnx_data', 'model.onnx_data_1', 'model.onnx_data.txt'],
        ...['model_quantized.onnx_data', 'onnx/model.onnx', 'modelxonnx_data', 'model.onnx'],
      ],
      ['model.onnx', 'model.onnx.data', 'model.onnx_data', 'model.onnx_data_1'],
    ],
    'quantised only': [
      ['onnx/model_quantized.onnx', 'onnx/model_fp16.onnx', 'onnx/model_int8.onnx'],
      ['onnx/model_fp16.onnx'],
    ],
    'weights in a folder': [['old/model.safetensors', '2_Dense/pytorch_model.bin'], []],
  };
  for (const [what, [listing, weights]] of Object.entries(cases)) {
    const { files, missing } = choose(...listing, ...small);
    t.same(files, [...small, ...weights], what);
    t.equal(missing === null, weights.length > 0, what);
  }
  t.end();
});

void t.test('what a tokenizer, a card and sentence-transformers are read from', (t) => {
  const wanted = [
    ...['1_Pooling/config.json', 'README.md', 'added_tokens.json', 'config.json'],
    ...['config_sentence_transformers.json', 'merges.txt', 'modules.json'],
    ...['sentence_bert_config.json', 'sentence_xlm-roberta_config.json'],
    ...['sentencepiece.bpe.model', 'special_tokens_map.json'],
    ...['tokenizer.json', 'tokenizer_config.json', 'vocab.json', 'vocab.txt'],
  ];
  const unwanted = [
    ...['.gitattributes', 'training_args.bin', 'optimizer.pt', 'onnx/config.json', 'LICENSE'],
    ...['1_Pooling/README.md', 'x/1_Pooling/config.json', 'eval/results.json', 'readme.md'],
  ];
  t.same(choose(...unwanted, ...wanted.toReversed(), 'model.safetensors'), {
    files: [...wanted, 'model.safetensors'],
    missing: null,
  });
  t.end();
});

void t.test('an old folder of sentence-transformers has the model in 0_Transformer', (t) => {
  const inside = ['config.json', 'sentence_bert_config.json', 'tokenizer.json'];
  const outside = ['1_Pooling/config.json', 'README.md', 'config.json', 'modules.json'];
  const wanted = [...inside.map((name) => `0_Transformer/${name}`), ...outside].sort();
  const folder = (...weights: string[]) => choose(...wanted, '0_Transformer/a.txt', ...weights);
  const safe = '0_Transformer/model.safetensors';
  t.same(folder('0_Transformer/pytorch_model.bin', safe), {
    files: [...wanted, safe],
    missing: null,
  });
  const shards = [1, 2].map((at) => `0_Transformer/model-0000${at}-of-00002.safetensors`);
  const index = '0_Transformer/model.safetensors.index.json';
  t.same(folder(...shards, index).files, [...wanted, index, ...shards]);
  const ready = ['0_Transformer/onnx/model.onnx', '0_Transformer/onnx/model.onnx_data'];
  t.same(folder(...ready), { files: [...wanted, ...ready], missing: null });
  t.match(folder().missing, /complete weights/);
  t.match(choose(...outside, 'tokenizer.json', safe).missing, /^config\.json, no tokenizer/);
  // A transformer of the repository itself counts first.
  t.same(choose(...small, 'model.safetensors', safe).files, [...small, 'model.safetensors']);
  t.end();
});

void t.test('what is missing is told', (t) => {
  t.match(choose('config.json', 'model.safetensors').missing, /^tokenizer \(tokenizer\.json, /);
  t.match(choose('tokenizer.json', 'model.safetensors').missing, /^config\.json$/);
  t.match(
    choose(...small).missing,
    /^complete weights \(model\.safetensors, pytorch_model\.bin, model\.onnx\)$/,
  );
  t.match(choose().missing, /^config\.json, no tokenizer .*, no complete weights/);
  for (const name of ['vocab.json', 'vocab.txt', 'sentencepiece.bpe.model']) {
    t.equal(choose('config.json', name, 'model.safetensors').missing, null, name);
  }
  t.end();
});
