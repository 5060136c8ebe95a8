/** One mask at a time, against what `transformers` answers for it: see test/golden/README.md. */
import t from 'tap';
import { prepareText, readGuesses, readTrue } from '../../src/commands/evaluation-rows.js';
import { seededRandom } from '../../src/evaluation/random.js';
import { RANKS } from '../../src/evaluation/scores.js';
import { encodeStart } from '../../src/text/window.js';
import { startServer } from '../http/server.js';
import { fromRoot, readJson } from '../root.js';
import { tokenizer } from '../text/bundled.js';

const GOLDEN = 'test/golden/roberta-mlm';

interface Expected {
  readonly fill_mask: readonly {
    readonly inputs: string;
    readonly parameters: { readonly top_k?: number };
    readonly outputs: readonly {
      readonly score: number;
      readonly token: number;
      readonly token_str: string;
    }[];
  }[];
}

void t.test('ranks and probabilities are those of the reference', async (t) => {
  const { serving } = await startServer(t, { models: fromRoot(GOLDEN) });
  const { batcher, tokenizer } = serving.model;
  let checked = 0;
  for (const { inputs, outputs, parameters } of (readJson(`${GOLDEN}/expected.json`) as Expected)
    .fill_mask) {
    if (Array.isArray(outputs[0])) continue;
    const masked = encodeStart(tokenizer, inputs, 256).tokens;
    const wanted = masked.indexOf(tokenizer.maskId);
    for (const [index, { score, token, token_str: word }] of outputs.entries()) {
      // The text with the candidate in its place, where it is the same token there.
      const text = inputs.replace(' <mask>', word);
      const { tokens } = encodeStart(tokenizer, text, 256);
      const whole = masked.with(wanted, token);
      if (whole.join() !== tokens.join()) continue;
      const random = () => (wanted - 1 + 0.5) / (masked.length - 2);
      const plan = { maxTokens: 256, share: 0.0001, random, eachAlone: true };
      const {
        masked: [exercise],
        alone,
      } = prepareText(tokenizer, text, plan);
      const twin = alone[wanted - 1];
      t.same(exercise?.row.tokens, masked, 'the mask is where the reference has it');
      t.same(twin?.row.tokens, masked);
      if (exercise === undefined || twin === undefined) continue;
      const [answer, single] = await batcher.submit([exercise.row, twin.row]);
      const [guess] = readGuesses(exercise, answer?.result.masks ?? []);
      if (parameters.top_k !== undefined) t.equal(guess?.rank, index + 1);
      t.ok(Math.abs(Math.exp(guess?.logProbability ?? 0) - score) < 1e-6);
      t.ok(Math.abs(Math.exp(readTrue(single?.result.masks[0])) - score) < 1e-6);
      checked += 1;
    }
  }
  t.ok(checked > 10, `${checked} candidates`);
});

const plan = (share: number, eachAlone = false) => ({
  ...{ maxTokens: 256, share, eachAlone },
  random: seededRandom(1),
});

void t.test(
  'pieces are all tokens but the special and the unknown ones, and masks in a text',
  (t) => {
    const pieces = (text: string) => prepareText(tokenizer, text, plan(0.15)).pieces;
    t.equal(pieces('Fiebre y tos.'), tokenizer.encode('Fiebre y tos.').length);
    t.equal(pieces('Fiebre<mask>'), tokenizer.encode('Fiebre').length);
    t.equal(pieces('<mask></s><unk>'), 0);
    t.same(prepareText(tokenizer, '<mask>', plan(1, true)), {
      ...{ pieces: 0, truncated: false, masked: [], alone: [] },
    });
    t.end();
  },
);

void t.test('a text is cut to its tokens', (t) => {
  const { masked, pieces, truncated } = prepareText(tokenizer, 'dolor '.repeat(400), plan(0.15));
  t.equal(truncated, true);
  t.equal(pieces, 254);
  t.equal(masked[0]?.row.tokens.length, 256);
  t.equal(masked[0]?.trueIds.length, 38);
  t.end();
});

void t.test('a row asks about so many masks, and twice about each', (t) => {
  const { masked } = prepareText(tokenizer, 'dolor '.repeat(400), plan(1));
  t.same(
    masked.map(({ row }) => row.masks.length),
    [128, 128, 128, 124],
  );
  for (const { row } of masked) t.same(row.tokens, masked[0]?.row.tokens, 'masked alike');
  const [top, target] = masked[1]?.row.masks ?? [];
  t.match(top, { kind: 'top', position: 65, k: RANKS });
  t.match(target, {
    kind: 'targets',
    position: 65,
    ids: Int32Array.of(masked[1]?.trueIds[0] ?? 0),
  });
  t.end();
});

void t.test('alone: a row with one mask for each piece', (t) => {
  const text = 'Dolor abdominal intenso.';
  const { alone, pieces } = prepareText(tokenizer, text, plan(0.15, true));
  t.equal(alone.length, pieces);
  for (const [index, { row, trueIds }] of alone.entries()) {
    t.equal(row.tokens.filter((id) => id === tokenizer.maskId).length, 1);
    t.same(row.tokens.with(index + 1, trueIds[0] ?? 0), encodeStart(tokenizer, text, 256).tokens);
    t.same(row.masks, [{ kind: 'targets', position: index + 1, ids: Int32Array.from(trueIds) }]);
  }
  t.end();
});
