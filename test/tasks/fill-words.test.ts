import t from 'tap';
import { fillMask, type FillMaskRequest } from '../../src/tasks/fill-mask.js';
import type { WordCandidate } from '../../src/tasks/fill-words.js';
import { requireResults } from '../../src/tasks/items.js';
import { idsOf, tokenizer } from '../text/bundled.js';
import { taskLimits, type FakeModel } from './fake-model.js';
import { logProbability, smallModel } from './small-model.js';

async function ask(
  model: FakeModel,
  inputs: FillMaskRequest['inputs'],
  targets: string | readonly string[],
  options: Partial<FillMaskRequest> = {},
) {
  const asked = { inputs, topK: 5, targets, targetLookup: 'word', truncate: true } as const;
  const reply = await fillMask(model, taskLimits, { ...asked, ...options });
  // Asked for words, such candidates come: a list, or for several masks a list of lists.
  return { ...reply, output: requireResults(reply.output) as unknown[] };
}

const [maskId] = [tokenizer.maskId];
const long = 'electroencefalografista';
const pieces = tokenizer.encode(` ${long}`);

const rowOf = (...ids: readonly number[]) =>
  Int32Array.from([...tokenizer.prefix, ...ids, ...tokenizer.suffix]);

void t.test('a word of one token has its probability in the mask’s place', async (t) => {
  const { output } = await ask(smallModel(), 'con <mask>.', 'fiebre');
  const [fever = 0, con = 0, stop = 0] = idsOf('Ġfiebre', 'Ġcon', '.');
  const [candidates] = output as WordCandidate[][];
  const expected = logProbability(
    { tokens: rowOf(con, maskId, ...tokenizer.encode('.')) },
    2,
    fever,
  );
  t.ok(stop > 0);
  t.strictSame(candidates, [
    {
      score: Math.exp(expected),
      token: fever,
      token_str: ' fiebre',
      sequence: ' con fiebre .',
      tokens: [fever],
      log_likelihood: expected,
    },
  ]);
});

void t.test('a word of several: as many masks, token by token from left to right', async (t) => {
  const model = smallModel();
  const { output } = await ask(model, 'con <mask>.', long);
  const [[candidate]] = output as [[WordCandidate]];
  const [con = 0] = idsOf('Ġcon');
  t.ok(pieces.length > 2);
  const before = rowOf(con, ...pieces.map(() => maskId), ...tokenizer.encode('.'));
  let [row, sum] = [before, 0];
  for (const [index, id] of pieces.entries()) {
    sum += logProbability({ tokens: row }, 2 + index, id);
    row = row.with(2 + index, id);
  }
  t.equal(candidate.log_likelihood, sum);
  t.equal(candidate.score, Math.exp(sum / pieces.length));
  t.same(candidate.tokens, pieces);
  t.equal(candidate.token, pieces[0]);
  t.equal(candidate.token_str, ` ${long}`);
  t.equal(candidate.sequence, ` con ${long} .`);
  t.equal(model.submitted.length, 1, 'all rows go together');
  t.equal(model.submitted[0]?.rows.length, pieces.length);
});

void t.test('words that begin alike share rows, and what is given twice comes once', async (t) => {
  const model = smallModel();
  const targets = ['tos', 'fiebre', 'tos', long, `${long}s`];
  const { output } = await ask(model, 'con <mask>.', targets);
  const [candidates] = output as WordCandidate[][];
  t.equal(candidates?.length, 4);
  const scores = candidates?.map(({ score }) => score) ?? [];
  t.same(
    scores,
    [...scores].sort((a, b) => b - a),
    'best first',
  );
  const keys = new Set(model.submitted[0]?.rows.map(({ tokens }) => tokens.join()));
  t.equal(model.submitted[0]?.rows.length, keys.size, 'no row twice');
  const best = await ask(model, 'con <mask>.', targets, { topK: 1 });
  t.same((best.output as WordCandidate[][])[0], candidates?.slice(0, 1));
});

void t.test('several masks: a list for each, in which the other masks stay', async (t) => {
  const { output } = await ask(smallModel(), '<mask> con <mask>', ['tos', long]);
  const [[first, second]] = output as [WordCandidate[][]];
  t.same([first?.length, second?.length], [2, 2]);
  t.ok(first?.some(({ sequence }) => sequence === ` ${long} con<mask>`));
  t.ok(second?.some(({ sequence }) => sequence === `<mask> con ${long}`));
});

void t.test('the form is the one that fits the mask’s place', async (t) => {
  const tokensOf = async (text: string) => {
    const { output } = await ask(smallModel(), text, 'tos');
    return tokenizer.tokens((output as WordCandidate[][])[0]?.[0]?.tokens ?? []);
  };
  t.same(await tokensOf('con <mask>'), ['Ġtos']);
  t.same(await tokensOf('con (<mask>)'), ['tos']);
});

void t.test('a window that is full gives room to more masks', async (t) => {
  const model = smallModel(8, 16);
  const inputs = `${'fiebre '.repeat(30)}<mask> ${'dolor '.repeat(30)}`;
  const { output, truncated } = await ask(model, inputs, [long, 'tos']);
  t.same(truncated, [0]);
  t.ok(model.submitted[0]?.rows.every(({ tokens }) => tokens.length <= 16));
  t.equal((output as WordCandidate[][])[0]?.length, 2);
  await t.rejects(ask(model, inputs, long, { truncate: false }), { code: 'INPUT_TOO_LONG' });
});

void t.test('bounds: lookups, and what has to be computed', async (t) => {
  const model = smallModel(64, 512);
  const many = Array.from({ length: 1000 }, (_, index) => `${index}${long}`);
  await t.rejects(ask(model, '<mask> '.repeat(21), many), { code: 'CANDIDATES_TOO_MANY' });
  await t.rejects(ask(model, `<mask> ${'fiebre '.repeat(400)}`, many), {
    code: 'COMPUTATION_TOO_LARGE',
  });
  t.same(model.submitted, []);
});
