/** Folders of sentence-transformers: vectors against sums and maxima made here of token states. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { InferenceSession, Tensor } from '../../src/engine/onnxruntime.js';
import { openModel } from '../../src/package/cache.js';
import { poolings, type Pooling } from '../../src/package/manifest.js';
import { modules, sentenceModel } from '../checkpoint/sentence-files.js';
import { fromRoot } from '../root.js';
import { startServer, type TestServer } from './server.js';

const MAX_TOKENS = 24;
const HIDDEN = 48;

/** Differences of 32-bit sums in another order. */
const TOLERANCE = 1e-5;

const texts = [
  'Tos.',
  'Paciente con fiebre y tos.',
  'Dolor torácico de tres días de evolución, sin irradiación.',
  'La radiografía de tórax no mostró alteraciones. '.repeat(9),
];

interface Folder {
  readonly pooling: Pooling;
  readonly normalize: boolean;
  /** Whether the transformer lies in `0_Transformer`. */
  readonly old: boolean;
}

/** A golden checkpoint with what sentence-transformers puts beside it, and an empty home. */
function writeFolder(t: Test, { pooling, normalize, old }: Folder) {
  const directory = t.testdir({ models: {}, home: {} });
  const models = join(directory, 'models');
  const write = (name: string, content: unknown) => {
    mkdirSync(dirname(join(models, name)), { recursive: true });
    writeFileSync(join(models, name), JSON.stringify(content));
  };
  const path = old ? '0_Transformer' : '';
  cpSync(fromRoot('test/golden/roberta-mlm'), join(models, path), { recursive: true });
  write(join(path, 'sentence_bert_config.json'), { max_seq_length: MAX_TOKENS });
  write('config_sentence_transformers.json', sentenceModel);
  write('1_Pooling/config.json', { embedding_dimension: HIDDEN, pooling_mode: pooling });
  const [transformer, ...rest] = modules(
    'Transformer',
    'Pooling',
    ...(normalize ? (['Normalize'] as const) : []),
  );
  write('modules.json', [{ ...transformer, path }, ...rest]);
  return { models, mascarillaHome: join(directory, 'home') };
}

type Setting = ReturnType<typeof writeFolder>;

/** A graph that has been converted, asked for the state of each token of one row. */
async function openStates(t: Test, { models, mascarillaHome: home }: Setting) {
  const { directory } = await openModel(models, { home, precision: 'fp32' });
  const session = await InferenceSession.create(join(directory, 'graph.onnx'), {
    intraOpNumThreads: 1,
  });
  t.teardown(() => session.release());
  return async (tokens: readonly number[]): Promise<number[][]> => {
    const { length } = tokens;
    const list = (...values: readonly number[]) =>
      new Tensor('int32', Int32Array.from(values), [values.length]);
    const places = Array.from(tokens, (_, position) => position);
    const identity = Float32Array.from({ length: length ** 2 }, (_, at) =>
      at % (length + 1) === 0 ? 1 : 0,
    );
    const { pooled } = await session.run({
      tokens: list(...tokens),
      positions: list(...places),
      block: new Tensor('int32', Int32Array.from(places), [1, length]),
      slots: list(...places),
      lengths: list(length),
      mask_tokens: list(0),
      asks_masks: new Tensor('bool', [false], []),
      top_k: new Tensor('int64', BigInt64Array.of(1n), [1]),
      targets: list(0),
      pooling: new Tensor('float32', identity, [length, length]),
      max_pooling: new Tensor('int32', Int32Array.of(0), [1, 1]),
    });
    const data = pooled?.data;
    if (!(data instanceof Float32Array)) throw new TypeError('the graph gives no states');
    return places.map((position) => [...data.slice(position * HIDDEN, (position + 1) * HIDDEN)]);
  };
}

const add = (a: readonly number[], b: readonly number[]) =>
  a.map((value, at) => value + (b[at] ?? NaN));
const scale = (a: readonly number[], by: number) => a.map((value) => value * by);
const total = (states: readonly number[][]) => states.reduce(add);

/** By the words of the documentation of sentence-transformers. */
const pool: Readonly<Record<Pooling, (states: readonly number[][]) => number[]>> = {
  mean: (states) => scale(total(states), 1 / states.length),
  cls: (states) => states[0] ?? [],
  max: (states) =>
    states.reduce((most, state) => most.map((value, at) => Math.max(value, state[at] ?? NaN))),
  mean_sqrt_len_tokens: (states) => scale(total(states), 1 / Math.sqrt(states.length)),
  weightedmean: (states) => {
    const places = states.map((_, index) => index + 1);
    const weighed = states.map((state, index) => scale(state, places[index] ?? NaN));
    return scale(total(weighed), 1 / places.reduce((a, b) => a + b));
  },
  lasttoken: (states) => states.at(-1) ?? [],
};

const normalized = (vector: readonly number[]) => scale(vector, 1 / Math.hypot(...vector));

function difference(found: readonly number[] | undefined, wanted: readonly number[]): number {
  if (found?.length !== wanted.length) return Infinity;
  return wanted.reduce(
    (most, value, at) => Math.max(most, Math.abs(value - (found[at] ?? NaN))),
    0,
  );
}

/** The states of each text's tokens, cut where the model's limit is. */
async function statesOf(t: Test, setting: Setting, { serving }: TestServer): Promise<number[][][]> {
  const ask = await openStates(t, setting);
  const { tokenizer } = serving.model;
  const { prefix, suffix } = tokenizer;
  const all: number[][][] = [];
  for (const text of texts) {
    const room = MAX_TOKENS - prefix.length - suffix.length;
    const ids = tokenizer.encode(text).slice(0, room);
    all.push(await ask([...prefix, ...ids, ...suffix]));
  }
  return all;
}

const folders: readonly Folder[] = [
  { pooling: 'max', normalize: false, old: false },
  { pooling: 'weightedmean', normalize: true, old: true },
];

for (const folder of folders) {
  const { pooling: own, normalize } = folder;
  void t.test(`a folder that says ${own}${normalize ? ' and Normalize' : ''}`, async (t) => {
    const setting = writeFolder(t, folder);
    const server = await startServer(t, setting);
    const states = await statesOf(t, setting, server);
    const embed = async (body: object) => {
      const { headers, body: vectors } = await server.post('/embed', body);
      return { vectors: vectors as number[][], truncated: headers.get('x-truncated-inputs') };
    };

    await t.test('/info tells it', async (t) => {
      const { body } = await server.get('/info');
      t.match(body, { pooling: own, normalize, max_input_length: MAX_TOKENS });
      t.match(body, { tasks: ['fill-mask', 'feature-extraction'] }, 'the head stays');
    });

    await t.test('a request that says nothing gets it', async (t) => {
      const { truncated, vectors } = await embed({ inputs: texts });
      t.equal(truncated, '3', 'cut at its max_seq_length');
      for (const [index, of] of states.entries()) {
        const vector = pool[own](of);
        const wanted = normalize ? normalized(vector) : vector;
        t.ok(difference(vectors[index], wanted) < TOLERANCE, texts[index]?.slice(0, 30) ?? '');
      }
    });

    await t.test('a request may say something else', async (t) => {
      let largest = 0;
      for (const pooling of poolings) {
        for (const normalize of [true, false]) {
          const { vectors } = await embed({ inputs: texts, pooling, normalize });
          for (const [index, of] of states.entries()) {
            const vector = pool[pooling](of);
            const wanted = normalize ? normalized(vector) : vector;
            largest = Math.max(largest, difference(vectors[index], wanted));
          }
        }
      }
      t.comment(`the largest difference is ${largest.toExponential(1)}`);
      t.ok(largest < TOLERANCE);
    });

    await t.test('a text gets the same alone and in the company of all kinds', async (t) => {
      const alone = [];
      for (const pooling of poolings) {
        for (const text of texts) alone.push((await embed({ inputs: text, pooling })).vectors[0]);
      }
      const together = await Promise.all(
        poolings.map((pooling) => embed({ inputs: texts, pooling })),
      );
      const found = together.flatMap(({ vectors }) => vectors);
      t.equal(found.length, alone.length);
      for (const [index, vector] of found.entries()) {
        t.ok(difference(alone[index], vector) < TOLERANCE, poolings[Math.floor(index / 4)] ?? '');
      }
    });
  });
}

void t.test('a folder that cannot be computed does not start', async (t) => {
  const setting = writeFolder(t, { pooling: 'cls', normalize: false, old: false });
  const dense = { idx: 2, name: '2', path: '2_Dense', type: 'sentence_transformers.models.Dense' };
  writeFileSync(
    join(setting.models, 'modules.json'),
    JSON.stringify([...modules('Transformer', 'Pooling'), dense]),
  );
  await t.rejects(startServer(t, setting), {
    code: 'ARCHITECTURE_UNSUPPORTED',
    message: /modules\.json: type is sentence_transformers\.models\.Dense; supported: Transf/,
  });
});
