import fc from 'fast-check';
import t from 'tap';
import { fail } from '../../src/errors.js';
import type { JointCandidate } from '../../src/tasks/fill-jointly.js';
import { fillMask, type FillMaskRequest } from '../../src/tasks/fill-mask.js';
import { requireResults } from '../../src/tasks/items.js';
import { idsOf, tokenizer } from '../text/bundled.js';
import { taskLimits, type FakeModel } from './fake-model.js';
import { logProbability, smallModel, vocabulary } from './small-model.js';

async function ask(
  model: FakeModel,
  inputs: FillMaskRequest['inputs'],
  options: Partial<FillMaskRequest> = {},
) {
  const asked = { inputs, topK: 5, targets: null, joint: true, truncate: true, ...options };
  const reply = await fillMask(model, taskLimits, asked);
  // Asked for joint, sequences come.
  const output = requireResults(reply.output) as JointCandidate[][];
  return { ...reply, output };
}

const maskId = tokenizer.maskId;

/** Every sequence of the small vocabulary for the masks of a row, best first. */
function searchAll(tokens: Int32Array): JointCandidate['tokens'][] {
  let all: { row: Int32Array; filled: number[]; score: number }[] = [
    { row: tokens, filled: [], score: 0 },
  ];
  for (const [position] of [...tokens.entries()].filter(([, id]) => id === maskId)) {
    all = all.flatMap(({ row, filled, score }) =>
      vocabulary.map((id) => ({
        row: row.with(position, id),
        filled: [...filled, id],
        score: score + logProbability({ tokens: row }, position, id),
      })),
    );
  }
  return all.sort((a, b) => b.score - a.score).map(({ filled }) => filled);
}

const rowOf = (text: string) =>
  Int32Array.from([...tokenizer.prefix, ...tokenizer.encode(text), ...tokenizer.suffix]);

void t.test('with enough beams it finds what an exhaustive search does', async (t) => {
  const text = fc
    .array(fc.constantFrom('<mask>', 'fiebre', 'dolor', 'paciente'), { minLength: 1, maxLength: 5 })
    .map((words) => words.join(' '))
    .filter((words) => /<mask>/.test(words) && (words.match(/<mask>/g)?.length ?? 0) <= 3);
  await fc.assert(
    fc.asyncProperty(text, async (inputs) => {
      const { output } = await ask(smallModel(), inputs, { beams: 36, topK: 10 });
      const best = searchAll(rowOf(inputs)).slice(0, 10);
      t.same(
        output[0]?.map(({ tokens }) => tokens),
        best.slice(0, output[0]?.length),
      );
      t.equal(output[0]?.length, Math.min(10, best.length));
    }),
    { numRuns: 30 },
  );
});

void t.test('scores: the chain rule from left to right, and its mean for a mask', async (t) => {
  const { output } = await ask(smallModel(), 'con <mask> y <mask>.', { topK: 1 });
  const [best] = output[0] ?? [];
  const [first = 0, second = 0] = best?.tokens ?? [];
  const row = rowOf('con <mask> y <mask>.');
  const one = row.indexOf(maskId);
  const two = row.lastIndexOf(maskId);
  const expected =
    logProbability({ tokens: row }, one, first) +
    logProbability({ tokens: row.with(one, first) }, two, second);
  t.equal(best?.log_likelihood, expected);
  t.equal(best?.score, Math.exp(expected / 2));
  t.same(
    best?.token_strs,
    best?.tokens.map((token) => tokenizer.decode([token])),
  );
  t.equal(best?.sequence, ` con${best?.token_strs[0]} y${best?.token_strs[1]} .`);
});

void t.test('one mask: the same candidates as without joint', async (t) => {
  const model = smallModel();
  const { output } = await ask(model, 'con <mask>.');
  const alone = await fillMask(model, taskLimits, {
    ...{ inputs: 'con <mask>.', topK: 5, targets: null, truncate: true },
  });
  const [candidates] = requireResults(alone.output);
  t.same(
    output[0]?.map(({ score, tokens }) => [score, tokens[0]]),
    candidates?.map((one) => 'token' in one && [one.score, one.token]),
  );
});

void t.test('beams bound the search and the answer; by default they are 5, or top_k', async (t) => {
  for (const [options, rows, given] of [
    [{ topK: 3 }, 5, 3],
    [{ topK: 6 }, 6, 6],
    [{ topK: 6, beams: 2 }, 2, 2],
    [{ topK: 1, beams: 1 }, 1, 1],
  ] as const) {
    const model = smallModel();
    const { output } = await ask(model, '<mask> y <mask>', options);
    t.same(
      model.submitted.map((one) => one.rows.length),
      [1, rows],
    );
    t.equal(output[0]?.length, given);
  }
});

void t.test('texts of different numbers of masks go round by round together', async (t) => {
  const model = smallModel();
  const texts = ['<mask>', 'con <mask> y <mask>', '<mask> <mask> <mask>'];
  const { output, cost } = await ask(model, texts, { beams: 2, topK: 2 });
  t.same(
    model.submitted.map(({ rows }) => rows.length),
    [3, 4, 2],
  );
  t.same(
    output.map((one) => one[0]?.tokens.length),
    [1, 2, 3],
  );
  t.equal(cost.tokens, 3 + 3 * 6 + 5 * 5);
  for (const [index, inputs] of texts.entries()) {
    t.same((await ask(smallModel(), inputs, { beams: 2, topK: 2 })).output[0], output[index]);
  }
});

void t.test(
  'a text with an error, or of which the engine dies, spoils its own place',
  async (t) => {
    const inputs = ['con tos', 'cefalea <mask> <mask>', '<mask> <mask>'];
    const asked = { inputs, topK: 1, targets: null, joint: true, truncate: true };
    const { output } = await fillMask(smallModel(), taskLimits, { ...asked, onError: 'item' });
    t.match(output, [{ code: 'MASK_MISSING' }, { code: 'ROW_REFUSED' }, [{ tokens: Array }]]);
  },
);

void t.test('what would take too long is refused before anything is computed', async (t) => {
  const model = smallModel(64, 512);
  const inputs = '<mask> fiebre '.repeat(60);
  const code = 'COMPUTATION_TOO_LARGE';
  const message = /compute \d{6} tokens for this request; 65536/;
  await t.rejects(ask(model, inputs, { beams: 64 }), { code, message });
  t.same(model.submitted, []);
  t.equal((await ask(model, inputs, { beams: 2 })).output[0]?.length, 2);
});

void t.test('no round begins for a client that has gone', async (t) => {
  const gone = new AbortController();
  const model = smallModel();
  const submit: FakeModel['batcher']['submit'] = async (rows, client) => {
    if (client?.signal?.aborted) throw fail('CLIENT_GONE');
    const answers = await model.batcher.submit(rows, client);
    gone.abort();
    return answers;
  };
  const asked = { inputs: '<mask> <mask>', topK: 1, targets: null, joint: true, truncate: true };
  const watched = { ...model, batcher: { ...model.batcher, submit } };
  const { signal } = gone;
  await t.rejects(fillMask(watched, taskLimits, asked, { signal }), { code: 'CLIENT_GONE' });
  t.equal(model.submitted.length, 1);
});

void t.test('special tokens are not shown', async (t) => {
  const { output } = await ask(smallModel(), '<s>con <mask></s> y <mask>', { topK: 1 });
  t.notMatch(output[0]?.[0]?.sequence, /[<>]/);
  t.same(idsOf('<mask>'), [maskId]);
});
