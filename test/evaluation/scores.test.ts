import t from 'tap';
import { SameCandidatesSum, GuessSum, LikelihoodSum, rankOf } from '../../src/evaluation/scores.js';

const near = (found: number | null, wanted: number) => Math.abs((found ?? NaN) - wanted) < 1e-12;

void t.test('the rank of a token', (t) => {
  const candidates = Int32Array.of(7, 5, 9);
  t.equal(rankOf(candidates, 7), 1);
  t.equal(rankOf(candidates, 9), 3);
  t.equal(rankOf(candidates, 8), null);
  t.equal(rankOf(new Int32Array(), 8), null);
  t.end();
});

void t.test('perplexity is the inverse of the geometric mean of the probabilities', (t) => {
  const sum = new LikelihoodSum();
  for (const probability of [0.5, 0.125, 0.25]) sum.add(Math.log(probability));
  const { masks, crossEntropy, perplexity } = sum.result;
  t.equal(masks, 3);
  t.ok(near(perplexity, 4), String(perplexity));
  t.ok(near(crossEntropy, Math.log(4)), String(crossEntropy));
  t.end();
});

void t.test('a model that knows nothing has the perplexity of its vocabulary', (t) => {
  const sum = new LikelihoodSum();
  for (let mask = 0; mask < 1000; mask++) sum.add(Math.log(1 / 16_000));
  t.ok(Math.abs((sum.result.perplexity ?? 0) - 16_000) < 1e-6);
  t.end();
});

void t.test('shares and reciprocal ranks', (t) => {
  const sum = new GuessSum();
  for (const rank of [1, 1, 2, 5, 6, 100, null, null]) sum.add({ rank, logProbability: -1 });
  const { top1, top5, reciprocalRank, crossEntropy } = sum.result;
  t.equal(top1, 2 / 8);
  t.equal(top5, 4 / 8);
  t.ok(near(reciprocalRank, (1 + 1 + 1 / 2 + 1 / 5 + 1 / 6 + 1 / 100) / 8));
  t.equal(crossEntropy, 1);
  t.end();
});

void t.test('agreement', (t) => {
  const sum = new SameCandidatesSum();
  for (const [one, other] of [
    [1, 1],
    [1, 2],
    [3, 3],
    [2, 1],
  ] as const)
    sum.add(one, other);
  t.same(sum.result, { masks: 4, same: 2, share: 0.5 });
  t.end();
});

void t.test('without masks nothing is claimed', (t) => {
  t.same(new GuessSum().result, {
    masks: 0,
    crossEntropy: null,
    perplexity: null,
    top1: null,
    top5: null,
    reciprocalRank: null,
  });
  t.same(new SameCandidatesSum().result, { masks: 0, same: 0, share: null });
  t.end();
});
