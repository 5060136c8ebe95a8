import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { hashCheckpoint, openCheckpoint } from '../../src/checkpoint/checkpoint.js';
import { writeServingGraph } from '../../src/graph/serving.js';
import { openModel } from '../../src/package/cache.js';
import { convert } from '../../src/package/convert.js';
import { isPackage, openPackage, openVerified } from '../../src/package/package.js';
import { tensorsOf } from '../checkpoint/tensors-of.js';
import { damages, flipBit } from './damages.js';
import { tinySetting, tinyTokenizer, tinyTokenizerConfig } from './tiny-checkpoint.js';

const setting = tinySetting(t);
const directory = join(setting.directory, 'package');
const checkpoint = await openCheckpoint(setting.checkpoint);
t.teardown(() => checkpoint.close());
const progress: number[] = [];
const manifest = await convert(
  checkpoint,
  directory,
  { name: 'tiny', precision: 'fp32' },
  (written, total) => {
    progress.push(written / total);
  },
);

void t.test('what was converted can be opened', async (t) => {
  const opened = await openPackage(directory);
  t.strictSame(opened.manifest, manifest);
  t.strictSame(opened.tokenizer, {
    tokenizerJson: tinyTokenizer,
    tokenizerConfig: tinyTokenizerConfig,
  });
  t.equal(await isPackage(directory), true);
  t.equal(await isPackage(setting.checkpoint), false);
});

void t.test('the manifest tells what it is and where it comes from', async (t) => {
  t.match(manifest, {
    precision: 'fp32',
    source: { name: 'tiny', files: await hashCheckpoint(setting.checkpoint) },
    model: { hiddenSize: 8, layers: 1, vocabularySize: 20, maxTokens: 10 },
    card: { license: 'mit', languages: ['es'] },
  });
});

void t.test('every weight lies at its place, with zeros between', async (t) => {
  const bytes = readFileSync(join(directory, 'weights.bin'));
  let end = 0;
  const { weights } = writeServingGraph(checkpoint.config, 'fp32');
  for (const { name, offset, length, pieces } of weights) {
    const values: number[] = [];
    for await (const piece of pieces(tensorsOf(checkpoint))) values.push(...piece);
    const written = Array.from({ length: length / 4 }, (_, index) =>
      bytes.readFloatLE(offset + 4 * index),
    );
    t.strictSame(written, values, name);
    t.ok(bytes.subarray(end, offset).every((byte) => byte === 0));
    end = offset + length;
  }
  t.equal(bytes.length, end);
});

void t.test('progress grows to the whole', (t) => {
  t.equal(progress.at(-1), 1);
  t.strictSame(
    progress,
    progress.toSorted((a, b) => a - b),
  );
  t.end();
});

void t.test('a conversion that fails leaves nothing', async (t) => {
  const target = join(t.testdir(), 'package');
  const stopped = convert(checkpoint, target, { name: 'tiny', precision: 'fp32' }, () => {
    throw new Error('the disk is full');
  });
  await t.rejects(stopped, { message: 'the disk is full' });
  t.equal(await isPackage(target), false);
  t.throws(() => readFileSync(target), { code: 'ENOENT' });
});

void t.test('a tokenizer with more tokens than the model is refused', async (t) => {
  const { change, checkpoint, options } = tinySetting(t);
  const { model } = tinyTokenizer;
  const grow = (size: number) => {
    const added = Array.from(
      { length: size - 8 },
      (_, index) => [`more${index}`, 8 + index] as const,
    );
    const vocab = { ...model.vocab, ...Object.fromEntries(added) };
    change('tokenizer.json', JSON.stringify({ ...tinyTokenizer, model: { ...model, vocab } }));
  };
  grow(21);
  const message = /has 21 tokens, but vocab_size in config.json is 20/;
  await t.rejects(openModel(checkpoint, options), { code: 'TOKENIZER_UNSUPPORTED', message });
  grow(20);
  await t.resolves(openModel(checkpoint, options));
});

void t.test('a package is served where it lies', async (t) => {
  const home = join(t.testdir(), 'unused');
  const opened = await openModel(directory, { home, precision: 'fp32' });
  t.equal(opened.directory, directory);
  t.throws(() => readFileSync(home), { code: 'ENOENT' });
});

void t.test('a package that is damaged is refused, and left as it is', async (t) => {
  const home = t.testdir();
  for (const [damage, { harm, message }] of Object.entries(damages)) {
    // Without its manifest it is a folder like any other.
    if (damage === 'no manifest') continue;
    const copy = join(home, damage);
    cpSync(directory, copy, { recursive: true });
    harm(copy);
    const opened = openModel(copy, { home, precision: 'fp32' });
    await t.rejects(opened, { code: 'PACKAGE_INVALID', message }, damage);
    t.equal(await isPackage(copy), true);
  }
});

void t.test('a manifest has to list every file that is served', async (t) => {
  for (const name of ['graph.onnx', 'weights.bin', 'tokenizer.json', 'tokenizer_config.json']) {
    const copy = join(t.testdir(), name);
    cpSync(directory, copy, { recursive: true });
    const files = manifest.files.filter((file) => file.name !== name);
    writeFileSync(join(copy, 'model.json'), JSON.stringify({ ...manifest, files }));
    const message = new RegExp(`model.json is not a package .*: it lists no ${name}`);
    await t.rejects(openPackage(copy), { code: 'PACKAGE_INVALID', message });
  }
});

void t.test('a manifest of megabytes is not read', async (t) => {
  const copy = join(t.testdir(), 'package');
  cpSync(directory, copy, { recursive: true });
  writeFileSync(join(copy, 'model.json'), ' '.repeat(4_000_001));
  await t.rejects(openPackage(copy), { message: /it has more than 4000000 bytes/ });
});

void t.test('the engine opens what was verified without reading the weights again', async (t) => {
  const copy = join(t.testdir(), 'package');
  cpSync(directory, copy, { recursive: true });
  flipBit(join(copy, 'weights.bin'), 0);
  t.strictSame((await openPackage(copy)).manifest, manifest);
  await t.rejects(openVerified(copy), { code: 'PACKAGE_INVALID', message: /weights\.bin/ });
});
