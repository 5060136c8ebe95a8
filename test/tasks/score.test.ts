import t from 'tap';
import { requireResults } from '../../src/tasks/items.js';
import { scoreTexts, type ScoreRequest } from '../../src/tasks/score.js';
import { idsOf, tokenizer } from '../text/bundled.js';
import { taskLimits, type FakeModel } from './fake-model.js';
import { logProbability, smallModel } from './small-model.js';

async function ask(
  model: FakeModel,
  inputs: ScoreRequest['inputs'],
  options: Partial<ScoreRequest> = {},
) {
  const usual = { method: 'within_word_l2r', window: 128, topK: 0, truncate: true } as const;
  const reply = await scoreTexts(model, taskLimits, { ...usual, inputs, ...options });
  return { ...reply, output: requireResults(reply.output) };
}

const { maskId } = tokenizer;
const rowOf = (ids: readonly number[]) =>
  Int32Array.from([...tokenizer.prefix, ...ids, ...tokenizer.suffix]);

const text = 'electroencefalografista con tos';
const ids = tokenizer.encode(text);
const long = ids.length - 2;

/** The sum over a text's tokens, each masked with those up to where `endOf` says. */
function sumOf(endOf: (at: number) => number): number {
  return ids.reduce((sum, id, at) => {
    const masked = ids.map((one, index) => (index >= at && index < endOf(at) ? maskId : one));
    return sum + logProbability({ tokens: rowOf(masked) }, at + 1, id);
  }, 0);
}

void t.test('every token is masked in its turn, with those of its word after it', async (t) => {
  const model = smallModel();
  const { output, cost } = await ask(model, text);
  const [scored] = output;
  t.ok(long > 2);
  t.equal(
    scored?.log_likelihood,
    sumOf((at) => Math.max(long, at + 1)),
  );
  t.equal(scored?.tokens, ids.length);
  t.equal(scored?.perplexity, Math.exp(-(scored?.log_likelihood ?? 0) / ids.length));
  t.equal(cost.tokens, ids.length * (ids.length + 2));
  t.equal(scored?.windowed, false);
});

void t.test('or alone, as the score was first defined', async (t) => {
  const { output } = await ask(smallModel(), text, { method: 'original' });
  t.equal(
    output[0]?.log_likelihood,
    sumOf((at) => at + 1),
  );
});

void t.test('words have their places and their shares of the sum', async (t) => {
  const { output } = await ask(smallModel(), text);
  const words = output[0]?.words ?? [];
  t.match(words, [
    { word: 'electroencefalografista', start: 0, end: 23, tokens: long },
    { word: 'con', start: 24, end: 27, tokens: 1 },
    { word: 'tos', start: 28, end: 31, tokens: 1 },
  ]);
  const sum = words.reduce((total, one) => total + (one.log_likelihood ?? NaN), 0);
  t.ok(Math.abs(sum - (output[0]?.log_likelihood ?? NaN)) < 1e-9);
  for (const { score, log_likelihood: log, tokens } of words) {
    t.equal(score, Math.exp((log ?? NaN) / tokens));
  }
  t.notOk('alternatives' in (words[0] ?? {}));
  const emoji = await ask(smallModel(), 'a 🙂 tos');
  t.match(emoji.output[0]?.words.at(-1), { start: 4, end: 7 }, 'in code points');
});

void t.test('alternatives: what one mask in a word’s place would be', async (t) => {
  for (const masks of [8, 1]) {
    const model = smallModel(masks);
    const { output } = await ask(model, text, { topK: 2 });
    const [first, second] = output[0]?.words ?? [];
    t.equal(first?.alternatives?.length, 2);
    const [con = 0, tos = 0] = idsOf('Ġcon', 'Ġtos');
    for (const { token, score, token_str: shown } of first?.alternatives ?? []) {
      const row = { tokens: rowOf([maskId, con, tos]) };
      t.equal(score, Math.exp(logProbability(row, 1, token)), 'one mask for all its tokens');
      t.equal(shown, tokenizer.decode([token]));
    }
    t.equal(second?.alternatives?.length, 2);
    t.equal(
      output[0]?.log_likelihood,
      sumOf((at) => Math.max(long, at + 1)),
      'nothing else changes',
    );
  }
});

void t.test('special tokens that a text spells have no score, and are seen', async (t) => {
  const { output } = await ask(smallModel(), 'con <mask> tos');
  t.match(output[0], {
    tokens: 2,
    words: [{ score: Number }, { word: '<mask>', score: null, log_likelihood: null }, {}],
  });
  const none = await ask(smallModel(), '<mask>');
  t.match(none.output[0], { tokens: 0, log_likelihood: 0, perplexity: null });
  t.match((await ask(smallModel(), '  ')).output[0], { tokens: 0, words: [] });
});

void t.test('a text longer than the window is seen in windows around its words', async (t) => {
  const model = smallModel();
  const inputs = 'tos y fiebre con dolor '.repeat(8).trim();
  const { output } = await ask(model, inputs, { window: 16 });
  t.equal(output[0]?.windowed, true);
  t.equal(output[0]?.tokens, 40);
  const rows = model.submitted[0]?.rows ?? [];
  t.equal(rows.length, 40);
  const all = tokenizer.encode(inputs);
  for (const [at, { tokens, masks }] of rows.entries()) {
    t.equal(tokens.length, 16);
    const position = masks[0]?.position ?? 0;
    t.equal(tokens[position], maskId);
    const start = Math.min(Math.max(0, at - 7 + 0), 40 - 14);
    t.ok(Math.abs(position - 1 - (at - start)) <= 1, 'in the middle, or at an end');
    const from = at - (position - 1);
    const seen = all.map((id, index) => (index === at ? maskId : id)).slice(from, from + 14);
    t.same(Array.from(tokens), Array.from(rowOf(seen)));
  }
  t.equal(
    (await ask(smallModel(8, 16), inputs)).output[0]?.windowed,
    true,
    'the model’s own limit',
  );
});

void t.test('a word longer than the window is scored in parts', async (t) => {
  const { output } = await ask(smallModel(), 'esternocleidomastoideo'.repeat(4), { window: 8 });
  t.equal(output[0]?.words.length, 1);
  t.ok(Number.isFinite(output[0]?.log_likelihood));
});

void t.test('the first 512 tokens are scored, but no word that is cut', async (t) => {
  const model = smallModel();
  const inputs = ['tos', 'tos '.repeat(600)];
  const { output, truncated } = await ask(model, inputs, { window: 16 });
  t.same(truncated, [1]);
  t.equal(output[1]?.words.length, 511);
  await t.rejects(ask(model, inputs, { truncate: false }), {
    code: 'INPUT_TOO_LONG',
    message: /`inputs\[1\]` has more than the 512 tokens/,
  });
});

void t.test('refusals', async (t) => {
  const model = smallModel(64, 512);
  await t.rejects(ask(model, 'tos '.repeat(400), { window: 512 }), {
    code: 'COMPUTATION_TOO_LARGE',
  });
  await t.rejects(ask(model, 'tos', { topK: 1001 }), { code: 'TOP_K_TOO_LARGE' });
  await t.rejects(ask(model, 'tos '.repeat(300), { topK: 100 }), { code: 'CANDIDATES_TOO_MANY' });
  t.same(model.submitted, []);
  const headless = { ...model.manifest.model, head: { kind: 'none' } as const };
  const other = { ...model, manifest: { ...model.manifest, model: headless } };
  await t.rejects(ask(other, 'tos'), { code: 'TASK_UNSUPPORTED' });
  const asked = { inputs: ['', 'cefalea y tos', 'tos'], onError: 'item' as const };
  const usual = { method: 'original', window: 128, topK: 0, truncate: true } as const;
  const { output } = await scoreTexts(model, taskLimits, { ...usual, ...asked });
  t.match(output, [{ code: 'INPUT_EMPTY' }, { code: 'ROW_REFUSED' }, { tokens: 1 }]);
});
