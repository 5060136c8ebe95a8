import t from 'tap';
import type { Client } from '../../src/batching/batcher.js';
import { fillMask, type Filled, type FillMaskRequest } from '../../src/tasks/fill-mask.js';
import { requireResults } from '../../src/tasks/items.js';
import { idsOf } from '../text/bundled.js';
import {
  fakeModel,
  refusingBatcher,
  fillingModel,
  obedientModel,
  scores,
  taskLimits,
  type FakeModel,
} from './fake-model.js';

async function ask(
  model: FakeModel,
  inputs: FillMaskRequest['inputs'],
  options: Partial<FillMaskRequest> = {},
  client?: Client,
) {
  const asked = { inputs, topK: 5, targets: null, truncate: true, ...options };
  const reply = await fillMask(model, taskLimits, asked, client);
  return { ...reply, output: requireResults(reply.output) };
}

/** The sequences of an answer, in its own shape. */
const sequences = (filled: Filled | undefined): unknown =>
  filled?.map((one) => (Array.isArray(one) ? one.map(({ sequence }) => sequence) : one.sequence));

/** The candidates of a text's only mask; the engine's numbers are logarithms of single precision. */
const rounded = (filled: Filled | undefined): unknown =>
  filled?.map((one) =>
    Array.isArray(one) ? one : { ...one, score: Math.round(one.score * 1e6) / 1e6 },
  );

const symptoms = { Ġfiebre: 0.5, Ġtos: 0.25 };

const far = 'fiebre '.repeat(20);

void t.test('one text with one mask: a list of candidates, best first', async (t) => {
  const { output } = await ask(fillingModel(symptoms), 'Paciente con <mask>.');
  const [fever, cough] = idsOf('Ġfiebre', 'Ġtos');
  t.same(rounded(output[0]), [
    { score: 0.5, token: fever, token_str: ' fiebre', sequence: ' Paciente con fiebre .' },
    { score: 0.25, token: cough, token_str: ' tos', sequence: ' Paciente con tos .' },
  ]);
  t.same(Object.keys(output[0]?.[0] ?? {}), ['score', 'token', 'token_str', 'sequence']);
});

void t.test('several masks: a list for each, where the other masks stay', async (t) => {
  const { output } = await ask(fillingModel(symptoms), 'con <mask> y <mask>');
  t.same(sequences(output[0]), [
    [' con fiebre y<mask>', ' con tos y<mask>'],
    [' con<mask> y fiebre', ' con<mask> y tos'],
  ]);
});

void t.test('each mask has its own candidates', async (t) => {
  const model = fakeModel(() => ({
    masks: [scores({ Ġfiebre: 0.5 }), scores({ Ġtos: 0.25 })],
    pooled: null,
    labels: null,
    states: null,
  }));
  const { output } = await ask(model, 'con <mask> y <mask>');
  t.same(sequences(output[0]), [[' con fiebre y<mask>'], [' con<mask> y tos']]);
});

void t.test('a list of texts: an answer for each, in its own shape', async (t) => {
  const { output } = await ask(fillingModel(symptoms), ['con <mask>', 'con <mask> y <mask>']);
  t.same(output.map(sequences), [
    [' con fiebre', ' con tos'],
    [
      [' con fiebre y<mask>', ' con tos y<mask>'],
      [' con<mask> y fiebre', ' con<mask> y tos'],
    ],
  ]);
});

void t.test('the model is asked for top_k at every mask', async (t) => {
  const model = obedientModel();
  const { output } = await ask(model, 'con <mask> y <mask>', { topK: 2 });
  t.same(model.submitted[0]?.rows, [
    {
      tokens: Int32Array.from(idsOf('<s>', 'Ġcon', '<mask>', 'Ġy', '<mask>', '</s>')),
      masks: [
        { kind: 'top', position: 2, k: 2 },
        { kind: 'top', position: 4, k: 2 },
      ],
      pooling: null,
      labels: false,
      states: false,
    },
  ]);
  t.same(
    output[0]?.map((candidates) => Array.isArray(candidates) && candidates.length),
    [2, 2],
  );
});

void t.test('or for the targets, of which the best top_k are given', async (t) => {
  const model = obedientModel();
  const targets = ['dolor', 'tos', 'Ġfiebre', 'dolor'];
  const three = idsOf('Ġdolor', 'tos', 'Ġfiebre');
  const count = async (topK: number) =>
    (await ask(model, 'con <mask>', { targets, topK })).output[0]?.length;
  t.equal(await count(2), 2);
  t.equal(await count(3), 3);
  t.equal(await count(5), 3, 'there are no more');
  for (const { rows } of model.submitted) {
    t.same(rows[0]?.masks, [{ kind: 'targets', position: 2, ids: Int32Array.from(three) }]);
  }
});

void t.test('targets are given best first as well, with their own probabilities', async (t) => {
  const model = fillingModel({ Ġdolor: 0.125, Ġtos: 0.25, Ġfiebre: 0.0625 });
  const { output } = await ask(model, 'con <mask>', { targets: ['dolor', 'Ġtos', 'fiebre'] });
  t.match(rounded(output[0]), [{ score: 0.25 }, { score: 0.125 }, { score: 0.0625 }]);
});

void t.test('of equals the lower id comes first', async (t) => {
  const [low, high] = idsOf('Ġdolor', 'Ġtos').sort((a, b) => a - b);
  for (const pieces of [
    { Ġtos: 0.25, Ġdolor: 0.25 },
    { Ġdolor: 0.25, Ġtos: 0.25 },
  ]) {
    const { output } = await ask(fillingModel(pieces), 'con <mask>');
    t.same(
      output[0]?.map((one) => 'token' in one && one.token),
      [low, high],
    );
  }
});

void t.test('special tokens that a text spells are no part of its sequence', async (t) => {
  const { output } = await ask(fillingModel({ Ġtos: 0.5 }), '<s>con <mask></s> y<pad>');
  t.same(sequences(output[0]), [' con tos y']);
});

void t.test('a special token as candidate leaves nothing in its place', async (t) => {
  const model = fillingModel({ '</s>': 0.5, '<mask>': 0.25 });
  t.same(sequences((await ask(model, 'con <mask>')).output[0]), [' con', ' con']);
  const { output } = await ask(model, '<mask>');
  t.same(sequences(output[0]), ['', '']);
  t.same(
    output[0]?.map((one) => 'token_str' in one && one.token_str),
    ['</s>', '<mask>'],
  );
});

void t.test('a long text is cut around its masks, and the answer says so', async (t) => {
  const model = fillingModel({ Ġtos: 0.5 });
  const { output, truncated } = await ask(model, ['con <mask>', `${far}<mask> ${far}`]);
  t.same(truncated, [1]);
  t.equal(model.submitted[0]?.rows[1]?.tokens.length, 16);
  t.same(sequences(output[1]), [`${' fiebre'.repeat(6)} tos${' fiebre'.repeat(7)}`]);
});

void t.test('or it is refused, by its index', async (t) => {
  const code = 'INPUT_TOO_LONG';
  const text = `${far}<mask>`;
  const model = obedientModel();
  await t.rejects(ask(model, text, { truncate: false }), { code, message: /^`inputs` has more / });
  await t.rejects(ask(model, ['<mask>', text], { truncate: false }), {
    code,
    message: /^`inputs\[1\]` has more than the 16 tokens/,
  });
  t.equal(model.submitted.length, 0, 'what is refused never reaches the model');
});

void t.test('masks: at least one, at most three, and near to each other', async (t) => {
  const model = obedientModel();
  const three = '<mask> <mask> <mask>';
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['con tos', 'MASK_MISSING', /^No mask_token \(<mask>\) found on the input: .* `inputs\[1\]` /],
    [far, 'MASK_MISSING', /`inputs\[1\]`/],
    ['con [MASK]', 'MASK_MISSING', /write <mask>/],
    [`${three} <mask>`, 'MASKS_TOO_MANY', /^`inputs\[1\]` has 4 masks; 3 are allowed\./],
    [`<mask> ${far} <mask>`, 'MASKS_TOO_FAR_APART', /^The masks of `inputs\[1\]` .* 16 tokens\./],
  ];
  for (const [text, code, message] of cases) {
    await t.rejects(ask(model, ['con <mask>', text]), { code, message }, text);
    await t.rejects(ask(model, text), { code, message: /`inputs`/ }, text);
  }
  t.equal((await ask(model, three)).output[0]?.length, 3);
});

void t.test('top_k: at most what the operator allows and the vocabulary has', async (t) => {
  const model = obedientModel();
  const code = 'TOP_K_TOO_LARGE';
  t.equal((await ask(model, '<mask>', { topK: 1000 })).output[0]?.length, 1000);
  const message = /^`top_k` is 1001; at most 1000 are given/;
  await t.rejects(ask(model, '<mask>', { topK: 1001 }), { code, message });
  const small = { ...model.manifest, model: { ...model.manifest.model, vocabularySize: 10 } };
  await t.rejects(ask({ ...model, manifest: small }, '<mask>', { topK: 11 }), { code });
  await t.rejects(ask(model, '<mask>', { topK: 1001, targets: ['tos'] }), { code });
});

/** With room for many masks in a text. */
function roomyModel(): FakeModel {
  const model = obedientModel();
  return { ...model, limits: { ...model.limits, rowTokens: 512, masks: 64 } };
}

void t.test('candidates: at most 20,000 for a request, each is a whole text', async (t) => {
  const model = roomyModel();
  const message = /asks for 21000 candidates \(masks, or words, × top_k\); 20000 are allowed\./;
  const text = '<mask> '.repeat(21);
  await t.rejects(ask(model, text, { topK: 1000 }), { code: 'CANDIDATES_TOO_MANY', message });
  await t.rejects(ask(model, [text.slice(7), '<mask>'], { topK: 1000 }), { message });
  t.equal(model.submitted.length, 0);
  // Few targets give few candidates, whatever top_k is.
  await ask(model, text, { topK: 1000, targets: ['tos'] });
});

void t.test('the first that is wrong is told: top_k, targets, and then texts', async (t) => {
  const model = obedientModel();
  const wrong = { topK: 1001, targets: [] };
  await t.rejects(ask(model, ['', 'con tos'], wrong), { code: 'TOP_K_TOO_LARGE' });
  await t.rejects(ask(model, 'con tos', { targets: [] }), { code: 'TARGETS_EMPTY' });
  await t.rejects(ask(model, 'con tos', { targets: [''] }), { code: 'TARGET_UNKNOWN' });
  await t.rejects(ask(model, ['con tos', '']), { code: 'MASK_MISSING' });
  await t.rejects(ask(model, ['con tos', '<mask> '.repeat(4)]), { code: 'MASK_MISSING' });
});

void t.test('the cost adds up, and the client goes to the batcher', async (t) => {
  const times = [
    { queueMs: 5, inferenceMs: 20 },
    { queueMs: 7, inferenceMs: 10 },
  ];
  const model = fakeModel(
    () => ({ masks: [scores(symptoms)], pooled: null, labels: null, states: null }),
    times,
  );
  const client = { signal: new AbortController().signal, withinMs: 50 };
  const { cost, truncated } = await ask(model, ['con <mask>', '<mask>'], {}, client);
  t.match(cost, { tokens: 7, queueMs: 7, inferenceMs: 20 });
  t.ok(cost.tokenizationMs >= 0);
  t.same(truncated, []);
  t.equal(model.submitted[0]?.client, client);
});

void t.test('what the batcher refuses with is passed on', async (t) => {
  const failure = new Error('the queue is full');
  const model = { ...obedientModel(), batcher: refusingBatcher(failure) };
  await t.rejects(ask(model, '<mask>'), failure);
});

void t.test('a request of many candidates lets others have their turn', async (t) => {
  const model = roomyModel();
  let turns = 0;
  const others = setInterval(() => (turns += 1), 1);
  await ask(model, `${'fiebre '.repeat(300)}${'<mask> '.repeat(4)}`, { topK: 1000 });
  clearInterval(others);
  t.ok(turns > 2, `${turns} turns`);
});

void t.test('parameters that mean nothing together are refused', async (t) => {
  const code = 'REQUEST_INVALID';
  const model = obedientModel();
  const message = (of: string) => new RegExp(`body/parameters/${of} `);
  for (const [options, of] of [
    [{ joint: true, targets: ['tos'] }, 'targets'],
    [{ beams: 3 }, 'beams'],
  ] as const) {
    await t.rejects(ask(model, '<mask>', options), { code, message: message(of) });
  }
});
