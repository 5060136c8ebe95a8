import fc from 'fast-check';
import t from 'tap';
import { parseModules } from '../../src/checkpoint/sentence-modules.js';
import { ServiceError } from '../../src/errors.js';
import { modules } from './sentence-files.js';

const parse = (json: unknown) => parseModules(json, 'modules.json');

/** Modules with other paths, or other classes. */
const changed = (index: number, change: object) =>
  modules('Transformer', 'Pooling', 'Normalize').map((module, at) =>
    at === index ? { ...module, ...change } : module,
  );

void t.test('a transformer, a pooling, and perhaps normalising', (t) => {
  t.strictSame(parse(modules('Transformer', 'Pooling')), {
    transformer: '',
    pooling: '1_Pooling',
    normalize: [],
  });
  t.strictSame(parse(modules('Transformer', 'Pooling', 'Normalize')), {
    transformer: '',
    pooling: '1_Pooling',
    normalize: ['2_Normalize'],
  });
  t.end();
});

void t.test('classes by the paths of all versions', (t) => {
  const classes = [
    [
      ...['Transformer', 'Pooling', 'Normalize'].map(
        (name) => `sentence_transformers.models.${name}`,
      ),
    ],
    [
      'sentence_transformers.base.modules.transformer.Transformer',
      'sentence_transformers.sentence_transformer.modules.pooling.Pooling',
      'sentence_transformers.base.modules.normalize.Normalize',
    ],
    [
      'sentence_transformers.models.Transformer.Transformer',
      'sentence_transformers.models.Pooling.Pooling',
      'sentence_transformers.models.Normalize.Normalize',
    ],
  ];
  const paths = ['', '1_Pooling', '2_Normalize'];
  for (const types of classes) {
    const { normalize } = parse(types.map((type, index) => ({ type, path: paths[index] })));
    t.strictSame(normalize, ['2_Normalize'], types.join());
  }
  t.end();
});

void t.test('the transformer may lie in a folder, as it once did', (t) => {
  t.equal(parse(changed(0, { path: '0_Transformer' })).transformer, '0_Transformer');
  t.end();
});

void t.test('dropout does nothing', (t) => {
  const dropout = modules('Transformer', 'Pooling', 'Dropout', 'Normalize');
  t.strictSame(parse(dropout).normalize, ['3_Normalize']);
  t.end();
});

void t.test('what cannot be computed is refused by name', (t) => {
  const refused = (json: unknown, message: RegExp) =>
    t.throws(() => parse(json), { code: 'ARCHITECTURE_UNSUPPORTED', message });
  for (const name of ['Dense', 'WeightedLayerPooling', 'LSTM', 'WordEmbeddings', 'CLIPModel']) {
    const type = `sentence_transformers.models.${name}`;
    refused(
      [...modules('Transformer', 'Pooling'), { type, path: `2_${name}` }],
      new RegExp(`modules\\.json: type is ${type}; supported: Transformer, Pooling and Normalize`),
    );
  }
  for (const type of [
    'custom_st.Transformer',
    'sentence_transformers_x.Transformer',
    'sentence_transformers.sparse_encoder.models.MLMTransformer',
    'sentence_transformers.sparse_encoder.models.SpladePooling',
    'sentence_transformers.Transformer\n',
    'sentence_transformers',
  ]) {
    refused(changed(0, { type }), /type is .*; supported/);
  }
  refused(changed(1, { type: undefined }), /type is missing;/);
  refused([7], /type is missing;/);
  refused([], /the list is empty; supported: Transformer, Pooling, and then Normalize or/);
  refused(modules('Transformer'), /the list is Transformer; supported/);
  refused(modules('Pooling', 'Transformer'), /the path of Pooling is ""; /);
  refused(modules('Transformer', 'Normalize', 'Pooling'), /the list is Transformer, Normalize, P/);
  refused(modules('Transformer', 'Pooling', 'Pooling'), /the list is Transformer, Pooling, Pool/);
  t.end();
});

void t.test('a path leads nowhere else', (t) => {
  for (const path of ['..', '../1_Pooling', '/1_Pooling', '1_Pooling/..', '', '.', 7, null, '1_']) {
    t.throws(() => parse(changed(1, { path })), {
      code: 'ARCHITECTURE_UNSUPPORTED',
      message: /modules\.json: the path of Pooling is .*; supported: 1_Pooling/,
    });
  }
  for (const path of ['1_Transformer', '0_BERT', '..', undefined]) {
    t.throws(() => parse(changed(0, { path })), { code: 'ARCHITECTURE_UNSUPPORTED' });
  }
  t.end();
});

void t.test('what is no list of modules is told', (t) => {
  const invalid = (json: unknown, message: RegExp) =>
    t.throws(() => parse(json), { code: 'CHECKPOINT_CONFIG_INVALID', message });
  invalid({}, /modules\.json .*: it is an object, not a list/);
  invalid(Array(17).fill(7), /it lists 17 modules; at most 16 are read/);
  t.end();
});

void t.test('anything else is refused by an error of the table', (t) => {
  const check = (value: unknown) => {
    try {
      parse(value);
      return false;
    } catch (error) {
      return error instanceof ServiceError && error.message.length < 2000;
    }
  };
  fc.assert(fc.property(fc.jsonValue(), check), { numRuns: 200 });
  t.end();
});
