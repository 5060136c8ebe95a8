import t from 'tap';
import type { Client } from '../../src/batching/batcher.js';
import { embed, type EmbedRequest } from '../../src/tasks/embed.js';
import { tokenizer } from '../text/bundled.js';
import { fakeModel, taskLimits, type FakeModel } from './fake-model.js';

/** A model whose n-th text of a request has the n-th vector. */
const embeddingModel = (...vectors: readonly (readonly number[])[]): FakeModel =>
  fakeModel((_row, index) => ({
    masks: [],
    pooled: Float32Array.from(vectors[index] ?? [1, 0]),
    labels: null,
  }));

const ask = (
  model: FakeModel,
  inputs: EmbedRequest['inputs'],
  options: Partial<EmbedRequest> = {},
  client?: Client,
) =>
  embed(
    model,
    taskLimits,
    { inputs, normalize: true, truncate: true, pooling: 'mean', ...options },
    client,
  );

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
    { tokens: around('Paciente con <mask> y tos.'), masks: [], pooling: 'cls', labels: false },
    { tokens: around('dolor'), masks: [], pooling: 'cls', labels: false },
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
    () => ({ masks: [], pooled: Float32Array.of(1, 0), labels: null }),
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
  const model = { ...embeddingModel(), batcher: { submit: () => Promise.reject(failure) } };
  await t.rejects(ask(model, 'tos'), failure);
});

void t.test('an engine that forgets a vector is our bug', async (t) => {
  const model = fakeModel(() => ({ masks: [], pooled: null, labels: null }));
  await t.rejects(ask(model, 'tos'), TypeError);
});
