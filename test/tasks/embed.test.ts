import t from 'tap';
import type { Client } from '../../src/batching/batcher.js';
import { embed, type EmbedRequest } from '../../src/tasks/embed.js';
import { requireResults } from '../../src/tasks/items.js';
import { tokenizer } from '../text/bundled.js';
import { fakeModel, refusingBatcher, taskLimits, type FakeModel } from './fake-model.js';

/** A model whose n-th text of a request has the n-th vector. */
const embeddingModel = (...vectors: readonly (readonly number[])[]): FakeModel =>
  fakeModel((_row, index) => ({
    masks: [],
    pooled: Float32Array.from(vectors[index] ?? [1, 0]),
    labels: null,
    states: null,
  }));

const usual: Omit<EmbedRequest, 'inputs'> = {
  ...{ normalize: true, pooling: 'mean', dimensions: null },
  ...{ truncate: true, truncationDirection: 'right', promptName: null },
};

async function ask(
  model: FakeModel,
  inputs: EmbedRequest['inputs'],
  options: Partial<EmbedRequest> = {},
  client?: Client,
) {
  const reply = await embed(model, taskLimits, { ...usual, inputs, ...options }, client);
  return { ...reply, output: requireResults(reply.output) };
}

const long = 'fiebre '.repeat(20);

void t.test('one vector for each text, in order, also for a single text', async (t) => {
  const options = { normalize: false };
  const model = embeddingModel([1, 2], [3, 4], [5, 6]);
  t.same((await ask(model, 'tos', options)).output, [[1, 2]]);
  t.same((await ask(model, ['tos'], options)).output, [[1, 2]]);
  const three = await ask(model, ['tos', 'fiebre', 'dolor'], options);
  t.same(three.output, [
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  t.ok(Array.isArray(three.output[0]), 'a plain list, which JSON can write');
});

void t.test('vectors are scaled to length 1; one of zeros stays as it is', async (t) => {
  const { output } = await ask(embeddingModel([3, 4], [0, 0], [-2, 0]), ['tos', 'fiebre', 'dolor']);
  const rounded = output.map((vector) => vector.map((value) => Math.round(value * 1e6) / 1e6));
  t.same(rounded, [
    [0.6, 0.8],
    [0, 0],
    [-1, 0],
  ]);
});

void t.test('the model gets the text with its special tokens, and the pooling', async (t) => {
  const model = embeddingModel();
  await ask(model, ['Paciente con <mask> y tos.', 'dolor'], { pooling: 'cls' });
  const around = (text: string) =>
    Int32Array.from([...tokenizer.prefix, ...tokenizer.encode(text), ...tokenizer.suffix]);
  t.same(model.submitted.length, 1, 'all texts go together');
  t.same(model.submitted[0]?.rows, [
    {
      tokens: around('Paciente con <mask> y tos.'),
      masks: [],
      pooling: 'cls',
      labels: false,
      states: false,
    },
    { tokens: around('dolor'), masks: [], pooling: 'cls', labels: false, states: false },
  ]);
});

void t.test('a text beyond the limit is cut at its end, and the answer says so', async (t) => {
  const model = embeddingModel();
  const { truncated, cost } = await ask(model, ['tos', long, 'dolor', long]);
  t.same(truncated, [1, 3]);
  t.same(
    model.submitted[0]?.rows.map(({ tokens }) => tokens.length),
    [3, 16, 3, 16],
  );
  t.equal(cost.tokens, 38);
});

void t.test('or it is refused, by its index', async (t) => {
  const code = 'INPUT_TOO_LONG';
  const options = { truncate: false };
  const model = embeddingModel();
  await t.rejects(ask(model, long, options), { code, message: /^`inputs` has more than .* 16 / });
  await t.rejects(ask(model, ['tos', long], options), { code, message: /^`inputs\[1\]` has / });
  t.same((await ask(model, 'tos', options)).truncated, []);
  t.equal(model.submitted.length, 1, 'what is refused never reaches the model');
});

void t.test('cut at its start, it keeps its end', async (t) => {
  const model = embeddingModel();
  const text = `${long}dolor`;
  const { truncated } = await ask(model, [text, 'tos'], { truncationDirection: 'left' });
  t.same(truncated, [0]);
  const own = tokenizer.encode(text);
  const expected = [...tokenizer.prefix, ...own.slice(-14), ...tokenizer.suffix];
  t.same([...(model.submitted[0]?.rows[0]?.tokens ?? [])], expected);
});

void t.test('tokens go to the model as they are, and are cut like texts', async (t) => {
  const model = embeddingModel();
  const many = Array.from({ length: 20 }, (_, index) => 100 + index);
  const { truncated } = await ask(model, [[0, 5, 2], [7], many, 'tos']);
  t.same(truncated, [2]);
  const sent = () => model.submitted.at(-1)?.rows.map(({ tokens }) => [...tokens]);
  const tos = [...tokenizer.prefix, ...tokenizer.encode('tos'), ...tokenizer.suffix];
  t.same(sent(), [[0, 5, 2], [7], many.slice(0, 16), tos]);
  await ask(model, many, { truncationDirection: 'left' });
  t.same(sent(), [many.slice(4)]);
  await t.rejects(ask(model, [many], { truncate: false }), {
    code: 'INPUT_TOO_LONG',
    message: /^`inputs\[0\]`/,
  });
});

void t.test('dimensions takes the first elements, which are then scaled', async (t) => {
  const model = fakeModel(() => ({
    ...{ masks: [], labels: null, states: null },
    pooled: Float32Array.of(3, 4),
  }));
  t.same((await ask(model, 'tos', { dimensions: 1 })).output, [[1]]);
  t.same((await ask(model, 'tos', { dimensions: 1, normalize: false })).output, [[3]]);
  t.same((await ask(model, 'tos', { dimensions: 2, normalize: false })).output, [[3, 4]]);
  const code = 'DIMENSIONS_TOO_MANY';
  await t.rejects(ask(model, 'tos', { dimensions: 3 }), { code, message: /is 3; .* have 2\./ });
});

void t.test('a prompt is refused: none is known', async (t) => {
  await t.rejects(ask(embeddingModel(), 'tos', { promptName: 'query' }), {
    code: 'PROMPT_UNKNOWN',
    message: /model fake is known here/,
  });
});

void t.test('what all tasks refuse is refused', async (t) => {
  const model = embeddingModel();
  await t.rejects(ask(model, ['tos', '']), { code: 'INPUT_EMPTY', message: /^`inputs\[1\]`/ });
  await t.rejects(ask(model, []), { code: 'INPUT_EMPTY' });
  await t.rejects(ask(model, '\uD83D'), { code: 'INPUT_NOT_UNICODE' });
  await t.rejects(ask(model, ['a', 'b', 'c', 'd', 'e']), { code: 'INPUTS_TOO_MANY' });
  t.equal(model.submitted.length, 0);
});

void t.test('the cost: all tokens, the longest wait, the slowest batch', async (t) => {
  const times = [
    { queueMs: 5, inferenceMs: 20 },
    { queueMs: 7, inferenceMs: 10 },
  ];
  const model = fakeModel(
    () => ({ masks: [], pooled: Float32Array.of(1, 0), labels: null, states: null }),
    times,
  );
  const { cost } = await ask(model, ['fiebre y tos', 'dolor']);
  t.match(cost, { tokens: 8, queueMs: 7, inferenceMs: 20 });
  t.ok(cost.tokenizationMs >= 0);
});

void t.test('the client goes to the batcher', async (t) => {
  const model = embeddingModel();
  const client = { signal: new AbortController().signal, withinMs: 50 };
  await ask(model, 'tos', {}, client);
  t.equal(model.submitted[0]?.client, client);
});

void t.test('what the batcher refuses with is passed on', async (t) => {
  const failure = new Error('the queue is full');
  const model = { ...embeddingModel(), batcher: refusingBatcher(failure) };
  await t.rejects(ask(model, 'tos'), failure);
});

void t.test('an engine that forgets a vector is our bug', async (t) => {
  const model = fakeModel(() => ({ masks: [], pooled: null, labels: null, states: null }));
  await t.rejects(ask(model, 'tos'), TypeError);
});
