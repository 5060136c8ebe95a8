import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

import { findWeights, WEIGHT_NAMES } from '../../src/checkpoint/weights.js';
import { readFloat32 } from '../../src/checkpoint/tensors.js';
import { floatBytes, writeSafetensors } from './safetensors-writer.js';
import { openWeights } from './tensors-of.js';
import { state, torchLegacy, torchZip } from './torch-files.js';

type Files = Readonly<Record<string, string | Buffer>>;

/** Files with one tensor `a`, or as named, each with a value that tells which file was read. */
const safetensors = (value: number, name = 'a') =>
  writeSafetensors({ [name]: { dtype: 'F32', shape: [1], bytes: floatBytes(value) } });
const bin = (value: number, name = 'a') =>
  torchZip(state({ [name]: { count: 1 } }), { 0: floatBytes(value) });
const legacy = (value: number, name = 'a') =>
  torchLegacy(state({ [name]: { count: 1 } }), [['0', 1, floatBytes(value)]]);

const index = (map: object, rest: object = {}) => JSON.stringify({ ...rest, weight_map: map });

const layouts: readonly (readonly [string, Files])[] = [
  ['model.safetensors', { 'model.safetensors': safetensors(0) }],
  [
    'model.safetensors.index.json',
    {
      'model.safetensors.index.json': index({ a: 'x.safetensors' }),
      'x.safetensors': safetensors(1),
    },
  ],
  ['pytorch_model.bin', { 'pytorch_model.bin': bin(2) }],
  [
    'pytorch_model.bin.index.json',
    { 'pytorch_model.bin.index.json': index({ a: 'y.bin' }), 'y.bin': legacy(3) },
  ],
];

void t.test('one layout is read: safetensors before bin, one file before several', async (t) => {
  t.strictSame(
    WEIGHT_NAMES,
    layouts.map(([name]) => name),
  );
  for (const [rank, [name]] of layouts.entries()) {
    const files = Object.assign({}, ...layouts.slice(rank).map(([, all]) => all)) as Files;
    const directory = t.testdir(files);
    const source = await openWeights(directory, readdirSync(directory));
    t.strictSame([...(await readFloat32(source, 'a'))], [rank], name);
    t.equal(source.file, join(directory, name));
    await source.close();
  }
});

void t.test('the files that are used are named, and no others', async (t) => {
  const directory = t.testdir({
    'model.safetensors.index.json': index({
      b: 'two.safetensors',
      a: 'one.safetensors',
      c: 'two.safetensors',
    }),
    'one.safetensors': 'not opened yet',
    'two.safetensors': '',
    'three.safetensors': '',
    'pytorch_model.bin': '',
  });
  const { names } = await findWeights(directory, readdirSync(directory));
  t.strictSame(names, ['model.safetensors.index.json', 'one.safetensors', 'two.safetensors']);
});

void t.test('several files are one source, in the order of the index', async (t) => {
  for (const [name, extension, write] of [
    ['model.safetensors.index.json', 'safetensors', safetensors],
    ['pytorch_model.bin.index.json', 'bin', bin],
  ] as const) {
    const [one, two] = [`m-00001-of-00002.${extension}`, `m-00002-of-00002.${extension}`];
    const directory = t.testdir({
      [name]: index({ z: two, a: one }, { metadata: { total_size: 8 } }),
      [one]: write(1, 'a'),
      [two]: write(2, 'z'),
    });
    const source = await openWeights(directory, readdirSync(directory));
    t.teardown(() => source.close());
    t.strictSame([...source.tensors.keys()], ['z', 'a'], name);
    t.strictSame(source.tensors.get('z'), source.tensors.get('z'));
    t.match(source.tensors.get('z'), { name: 'z', dtype: 'F32', shape: [1] });
    t.strictSame(
      [...(await readFloat32(source, 'a')), ...(await readFloat32(source, 'z'))],
      [1, 2],
    );
    const missing = { code: 'TENSOR_MISSING', message: /index\.json has no tensor b/ };
    await t.rejects(readFloat32(source, 'b'), missing);
  }
});

void t.test('what a file has beyond the index is left out', async (t) => {
  const directory = t.testdir({
    'model.safetensors.index.json': index({ a: 'x.safetensors' }),
    'x.safetensors': writeSafetensors({
      a: { dtype: 'F32', shape: [1], bytes: floatBytes(1) },
      b: { dtype: 'F32', shape: [1], bytes: floatBytes(2) },
    }),
  });
  const source = await openWeights(directory, readdirSync(directory));
  t.teardown(() => source.close());
  t.strictSame([...source.tensors.keys()], ['a']);
  await t.rejects(readFloat32(source, 'b'), { code: 'TENSOR_MISSING' });
});

void t.test('an index that cannot be followed', async (t) => {
  const refused = async (name: string, content: string | Buffer, message: RegExp) => {
    const directory = t.testdir({
      'model.safetensors.index.json': content,
      'x.safetensors': safetensors(1),
    });
    const opened = openWeights(directory, readdirSync(directory));
    await t.rejects(opened, { code: 'WEIGHTS_INDEX_INVALID', message }, name);
  };
  await refused('not JSON', '{', /index\.json is not an index .* not JSON/);
  await refused('too large', ' '.repeat(10_000_001), /more than 10000000 bytes/);
  await refused('a list', '[]', /its weight_map is missing/);
  await refused('no map', index(['x.safetensors']), /its weight_map is a list/);
  await refused('no tensors', index({}), /its weight_map has no tensors/);
  await refused('not its tensor', index({ b: 'x.safetensors' }), /: b is not in x\.safetensors/);
  await refused('no name', index({ a: 1 }), /it names 1, which is not the name of a \.safetensors/);
  const many = Array.from({ length: 257 }, (_, place) => `${place}.safetensors`);
  await refused('too many', index(Object.assign({}, many)), /it names 257 files; at most 256/);
  for (const name of [
    '../x.safetensors',
    '/etc/x.safetensors',
    'a/x.safetensors',
    'a\\x.safetensors',
    'C:x.safetensors',
    '..safetensors',
    '.safetensors',
    'x.bin',
    'x.safetensors\0',
    'x.safetensors\n',
    '-x.safetensors',
    '',
  ]) {
    await refused(JSON.stringify(name), index({ a: name }), /is not the name of a \.safetensors/);
  }
});

void t.test('what is missing or wrong is named', async (t) => {
  const missing = (directory: string, message: RegExp) =>
    t.rejects(openWeights(directory, readdirSync(directory)), {
      code: 'CHECKPOINT_MISSING',
      message,
    });
  await missing(
    t.testdir({ 'tf_model.h5': '' }),
    /no weights: neither model\.safetensors nor model\.safetensors\.index\.json nor pytorch_model\.bin nor pytorch/,
  );
  const map = index({ a: 'x.safetensors', b: 'z.safetensors' });
  const half = { 'model.safetensors.index.json': map, 'x.safetensors': safetensors(1) };
  await missing(
    t.testdir(half),
    /z\.safetensors: there is no such file, but model\.safetensors\.index\.json names it/,
  );

  // A damaged file among several is told by its own name.
  const directory = t.testdir({ ...half, 'z.safetensors': 'GGUF' });
  await t.rejects(openWeights(directory, readdirSync(directory)), {
    code: 'SAFETENSORS_TOO_SHORT',
    message: /z\.safetensors has 4 bytes/,
  });
});
