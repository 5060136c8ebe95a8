import t from 'tap';
import { PACKAGE_FORMAT, parseManifest, type Manifest } from '../../src/package/manifest.js';

const file = { name: 'graph.onnx', size: 3, sha256: 'a'.repeat(64) };

const manifest: Manifest = {
  format: 5,
  converter: 1,
  precision: 'fp32',
  agreement: null,
  source: { name: 'clinical', files: [file] },
  model: {
    modelType: 'roberta',
    head: { kind: 'masked-lm', tied: true },
    vocabularySize: 50,
    hiddenSize: 8,
    embeds: true,
    layers: 2,
    heads: 4,
    maxTokens: 20,
    embedding: { pooling: 'mean', normalize: true },
  },
  card: { license: 'mit', languages: ['es'], intendedUse: null },
  files: [file, file],
};

const parse = (value: unknown) => parseManifest(JSON.stringify(value), 'home/model.json');

void t.test('a manifest is read as it was written', (t) => {
  t.strictSame(parse(manifest), manifest);
  t.strictSame(parse({ ...manifest, card: null }).card, null);
  t.end();
});

void t.test('what is wrong is told with its place', (t) => {
  const refused = (change: object, place: RegExp) =>
    t.throws(() => parse({ ...manifest, ...change }), { code: 'PACKAGE_INVALID', message: place });
  const model = (change: object) => ({ model: { ...manifest.model, ...change } });
  const secondFile = (change: object) => ({ files: [file, { ...file, ...change }] });
  refused(
    { format: 1 },
    /^home\/model\.json is not a package .*: it has format 1, and this version/,
  );
  refused(
    { format: PACKAGE_FORMAT + 1, model: null },
    new RegExp(`has format ${PACKAGE_FORMAT + 1}, and this version reads ${PACKAGE_FORMAT}\\. Con`),
  );
  refused({ format: 1, source: {} }, /: \/format /);
  refused({ format: undefined }, /format/);
  refused({ precision: 'int3' }, /: \/precision /);
  refused(model({ head: 'pooler' }), /: \/model\/head /);
  refused(model({ layers: 0 }), /: \/model\/layers /);
  refused(model({ maxTokens: '512' }), /: \/model\/maxTokens /);
  refused(
    model({ embedding: { pooling: 'min', normalize: true } }),
    /: \/model\/embedding\/pooling /,
  );
  refused(secondFile({ size: -1 }), /: \/files\/1\/size /);
  refused(secondFile({ sha256: 'ABC' }), /: \/files\/1\/sha256 /);
  refused({ card: 'mit' }, /: \/card /);
  t.throws(() => parse([]), { code: 'PACKAGE_INVALID', message: /: \/ must be object/ });
  t.throws(() => parseManifest('{', 'model.json'), { message: /model\.json .*: it is not JSON/ });
  t.end();
});
