/** Ready exports that real tools have made are in test/golden; here are the rarer ones. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { openCheckpoint } from '../../src/checkpoint/checkpoint.js';
import type { ModelProto } from '../../src/graph/onnx/onnx_pb.js';
import type { Precision } from '../../src/graph/precision.js';
import { openContent } from '../../src/package/content.js';
import { exportFolder } from '../golden/exports.js';
import { node, place, port, toy, toyConfig, word } from '../graph/exported/toy.js';
import { tinyTokenizer, tinyTokenizerConfig } from '../package/tiny-checkpoint.js';
import { readJson } from '../root.js';
import { startServer, type TestServer } from './server.js';

interface Candidate {
  readonly score: number;
  readonly token: number;
}

const folders = t.testdir();
let count = 0;

/** A piece for each id that the toy knows. */
const model = {
  ...tinyTokenizer.model,
  vocab: {
    ...tinyTokenizer.model.vocab,
    ...Object.fromEntries(range(12).map((index) => [String.fromCharCode(99 + index), 8 + index])),
  },
};

/** A folder with a toy export and the tiny tokenizer. */
function toyFolder(change: (model: ModelProto) => void, file = 'onnx/model.onnx'): string {
  count += 1;
  const folder = join(folders, `toy${count}`);
  for (const [name, content] of Object.entries({
    'config.json': JSON.stringify(toyConfig),
    'tokenizer.json': JSON.stringify({ ...tinyTokenizer, model }),
    'tokenizer_config.json': JSON.stringify({ ...tinyTokenizerConfig, model_max_length: 38 }),
    [file]: toy(change),
  })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** What the toy gives for a token; RoBERTa's positions start at 2. */
const states = (id: number, position: number) =>
  range(8).map((at) => word(id, at) + place(position + 2, at));

/** Token ids of a text, with the special ones. */
function idsOf({ serving }: TestServer, text: string): number[] {
  const { tokenizer } = serving.model;
  const { prefix, suffix } = tokenizer;
  return [...prefix, ...tokenizer.encode(text), ...suffix];
}

const near = (found: number, wanted: number) => Math.abs(found - wanted) < 1e-5;

void t.test('an export without layers fills masks, and says that it does not embed', async (t) => {
  const server = await startServer(t, { models: toyFolder(() => undefined) });
  const { maskId } = server.serving.model.tokenizer;
  /** Probabilities of all ids for a mask: its logits are the sum of its states, id / 100 times. */
  const scores = (position: number) => {
    const logit = sum(states(maskId, position)) / 100;
    const powers = range(20).map((id) => Math.exp(logit * id));
    return powers.map((power) => power / sum(powers));
  };
  const inputs = ['a<mask>', 'ab<mask>aba<mask>', '<mask>', 'ababab abab<mask>'];
  const { status, body } = await server.post('/fill-mask', { inputs, parameters: { top_k: 20 } });
  t.equal(status, 200);
  for (const [index, text] of inputs.entries()) {
    const positions = idsOf(server, text).flatMap((id, at) => (id === maskId ? [at] : []));
    const found = (body as Candidate[][] | Candidate[][][])[index]?.flat() as Candidate[];
    t.equal(found.length, 20 * positions.length, text);
    for (const [at, { token, score }] of found.entries()) {
      const wanted = scores(positions[Math.floor(at / 20)] ?? NaN)[token] ?? NaN;
      t.ok(near(score, wanted), `${text}: ${token} has ${score}, not ${wanted}`);
    }
  }
  t.match((await server.get('/info')).body, { tasks: ['fill-mask'], model_dtype: 'exported' });
  const embedded = await server.post('/embed', { inputs: 'a' });
  t.equal(embedded.status, 422);
  t.match(embedded.body, {
    code: 'TASK_UNSUPPORTED',
    error: /^feature-extraction cannot be done by .*\/info/,
  });
});

void t.test('vectors are over the tokens of a text, whatever else is in its batch', async (t) => {
  const withStates = ({ graph }: ModelProto) => {
    graph?.node.push(node('Identity', ['states'], ['last_hidden_state']));
    if (graph !== undefined) graph.output = [port('last_hidden_state', 1, ['b', 's', 8])];
  };
  const server = await startServer(t, { models: toyFolder(withStates, 'model.onnx') });
  t.match((await server.get('/info')).body, { tasks: ['feature-extraction'] });
  const inputs = ['a', 'ababab abab ab', 'ab ab'];
  for (const pooling of ['mean', 'cls', 'max']) {
    const { body } = await server.post('/embed', { inputs, pooling, normalize: false });
    for (const [index, text] of inputs.entries()) {
      const all = idsOf(server, text).map(states);
      const wanted = range(8).map((at) => {
        const values = all.map((one) => one[at] ?? NaN);
        if (pooling === 'max') return Math.max(...values);
        return pooling === 'cls' ? (values[0] ?? NaN) : sum(values) / values.length;
      });
      const found = (body as number[][])[index] ?? [];
      t.ok(
        wanted.every((value, at) => near(found[at] ?? NaN, value)),
        `${pooling} of ${text}`,
      );
    }
  }
});

void t.test('exports in less than 32 bits are served as they are', async (t) => {
  for (const [name, tolerance] of [
    ['roberta-mlm-fp16', 5e-3],
    ['roberta-mlm-quantized', 0.1],
  ] as const) {
    const golden = { name, checkpoint: 'roberta-mlm' };
    const server = await startServer(t, { models: exportFolder(folders, golden) });
    const { embed, fill_mask: masks } = readJson('test/golden/roberta-mlm/expected.json') as {
      embed: { text: string; mean?: number[] }[];
      fill_mask: { inputs: string }[];
    };
    for (const { text, mean } of embed) {
      if (mean === undefined) continue;
      const { body } = await server.post('/embed', { inputs: text, normalize: false });
      const [vector = []] = body as number[][];
      const largest = Math.max(...mean.map((value, at) => Math.abs(value - (vector[at] ?? NaN))));
      t.ok(largest < tolerance, `${name}: ${largest}`);
      t.ok(largest > 1e-5, 'they are not those of the checkpoint');
    }
    const filled = await server.post('/fill-mask', { inputs: masks[0]?.inputs });
    t.equal(filled.status, 200);
    t.ok((filled.body as Candidate[]).every(({ score }) => score > 0 && score < 1));
  }
});

void t.test('a precision of its own cannot be asked for', async (t) => {
  const checkpoint = await openCheckpoint(toyFolder(() => undefined));
  const other: string = 'int8';
  await t.rejects(
    // Any but the default one.
    openContent(checkpoint, other as Precision),
    {
      code: 'EXPORT_PRECISION',
      message: /model\.onnx is a ready ONNX export.*, not in int8\. Leave/,
    },
  );
});
