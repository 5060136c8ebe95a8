import t from 'tap';
import { ServiceError } from '../../src/errors.js';
import { Computation, makeRow } from '../../src/tasks/computation.js';
import { embed, type EmbedRequest } from '../../src/tasks/embed.js';
import { fillMask } from '../../src/tasks/fill-mask.js';
import { obedientModel, fakeModel, refusingBatcher, taskLimits } from './fake-model.js';

const ask = (inputs: string | readonly string[], onError: 'item' | 'request') =>
  fillMask(
    obedientModel(),
    taskLimits,
    { inputs, onError, topK: 1, targets: null, truncate: false },
    {},
  );

const far = `<mask> ${'fiebre '.repeat(40)}`;

/** The codes of what became of each text; null for an answer. */
const codes = (items: readonly unknown[]): unknown[] =>
  items.map((item) => (item instanceof ServiceError ? item.code : null));

void t.test('a text with an error spoils its own place only', async (t) => {
  const texts = ['con <mask>', '', 'con tos', '\uD83D <mask>'];
  const { output, cost } = await ask(texts, 'item');
  t.same(codes(output), [null, 'INPUT_EMPTY', 'MASK_MISSING', 'INPUT_NOT_UNICODE']);
  t.equal(cost.tokens, 4, 'what has an error costs nothing');
  t.match(output[2], { message: /`inputs\[2\]`/ }, 'it is named by its place in the request');
  t.same(codes((await ask([far, '<mask> '.repeat(4)], 'item')).output), [
    'INPUT_TOO_LONG',
    'MASKS_TOO_MANY',
  ]);
});

void t.test('or the request, as in the reference', async (t) => {
  await t.rejects(ask(['con <mask>', ''], 'request'), { code: 'INPUT_EMPTY' });
});

void t.test('a single text has no neighbours to spare', async (t) => {
  await t.rejects(ask('con tos', 'item'), { code: 'MASK_MISSING' });
});

void t.test(
  'a list of nothing but errors is an answer, for which nothing is computed',
  async (t) => {
    const model = obedientModel();
    const asked = { inputs: ['', 'tos'], onError: 'item', topK: 1, targets: null, truncate: true };
    const { output } = await fillMask(model, taskLimits, { ...asked, onError: 'item' });
    t.same(codes(output), ['INPUT_EMPTY', 'MASK_MISSING']);
    t.same(model.submitted, []);
  },
);

void t.test('what is wrong with the request is not the error of a text', async (t) => {
  await t.rejects(ask([], 'item'), { code: 'INPUT_EMPTY' });
  await t.rejects(ask(['<mask>', '', '', '', ''], 'item'), { code: 'INPUTS_TOO_MANY' });
});

const vectors: Omit<EmbedRequest, 'inputs'> = {
  ...{ normalize: false, pooling: 'mean', dimensions: null, onError: 'item' },
  ...{ truncate: true, truncationDirection: 'right', promptName: null },
};

void t.test(
  'a text of which the engine dies has ROW_REFUSED, its neighbours have answers',
  async (t) => {
    const model = fakeModel((row) => ({
      masks: [],
      pooled: Float32Array.of(row.tokens.length, 0),
      labels: null,
      states: null,
    }));
    const inputs = ['tos', 'cefalea', 'tos y fiebre', [16_000]];
    const { output } = await embed(model, taskLimits, { ...vectors, inputs });
    t.same(codes(output), [null, 'ROW_REFUSED', null, 'TOKEN_UNKNOWN']);
    t.same(
      [output[0], output[2]],
      [
        [3, 0],
        [5, 0],
      ],
      'each at its own place',
    );
    const together = { ...vectors, inputs, onError: 'request' } as const;
    await t.rejects(embed(model, taskLimits, { ...together, inputs: ['tos', 'cefalea'] }), {
      code: 'ROW_REFUSED',
    });
  },
);

void t.test('a fault of the service fails the request', async (t) => {
  const failure = new Error('the queue is full');
  const model = { ...obedientModel(), batcher: refusingBatcher(failure) };
  await t.rejects(embed(model, taskLimits, { ...vectors, inputs: ['tos'] }), failure);
});

void t.test('several rounds cost what all of them do', async (t) => {
  const times = [
    { queueMs: 5, inferenceMs: 20 },
    { queueMs: 7, inferenceMs: 10 },
  ];
  const empty = { masks: [], pooled: null, labels: null, states: null };
  const model = fakeModel(() => empty, times);
  const work = new Computation(model, undefined, 'request');
  const row = makeRow(Int32Array.of(0, 9, 2), {});
  t.same(await work.run([[row], [], [row]]), [[empty], [], [empty]]);
  await work.run([[row]]);
  const { cost } = work.reply(null, []);
  t.match(cost, { tokens: 9, queueMs: 12, inferenceMs: 40 });
});

void t.test('a later round has what the earlier ones left of the time', async (t) => {
  const empty = { masks: [], pooled: null, labels: null, states: null };
  const model = fakeModel(() => empty);
  const row = makeRow(Int32Array.of(0, 9, 2), {});
  const work = new Computation(model, { withinMs: 60_000 }, 'request');
  await work.run([[row]]);
  await work.run([[row]]);
  const [first, second] = model.submitted.map(({ client }) => client?.withinMs ?? NaN);
  t.equal(first, 60_000);
  t.ok((second ?? NaN) < 60_000 && (second ?? NaN) > 0);
  const short = new Computation(model, { withinMs: 0.5 }, 'request');
  await short.run([[row]]);
  await t.rejects(short.run([[row]]), { code: 'DEADLINE_PASSED' });
});
