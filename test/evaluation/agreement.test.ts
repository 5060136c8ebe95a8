import t from 'tap';
import type { MaskScores, Row, RowResult } from '../../src/engine/protocol.js';
import { measureAgreement, type Compared } from '../../src/evaluation/agreement.js';
import { tokenizer } from '../text/bundled.js';

const texts = ['El paciente refiere dolor.', 'No refiere fiebre.'];

const masked: Compared = {
  head: { kind: 'masked-lm', tied: true },
  tokenizer,
  maxTokens: 32,
  vocabularySize: 16_000,
};
const labelled = (head: Compared['head']): Compared => ({ ...masked, head });

type Answers = (row: Row, index: number) => Partial<RowResult>;

/** A model that gives the same vector for every row unless it is told otherwise. */
const modelOf = (answers: Answers) => {
  const seen: Row[] = [];
  const run = (rows: readonly Row[]): Promise<RowResult[]> => {
    seen.push(...rows);
    const blank = { masks: [], pooled: Float32Array.of(1, 0), labels: null, states: null };
    return Promise.resolve(rows.map((row, index) => ({ ...blank, ...answers(row, index) })));
  };
  return { run, seen };
};

/** Words 5 and 6 with probabilities for every mask that is asked about. */
const words =
  (five: number, six: number) =>
  (row: Row): Partial<RowResult> => {
    const probabilities = new Map([
      [5, five],
      [6, six],
    ]);
    const best = [...probabilities.keys()].sort(
      (a, b) => (probabilities.get(b) ?? 0) - (probabilities.get(a) ?? 0),
    );
    const masks = row.masks.map((query): MaskScores => {
      const ids = query.kind === 'top' ? Int32Array.from(best.slice(0, query.k)) : query.ids;
      const logs = Array.from(ids, (id) => Math.log(probabilities.get(id) ?? 0));
      return { ids, logProbabilities: Float32Array.from(logs) };
    });
    return { masks };
  };

const near = (found: number | null, expected: number) =>
  found !== null && Math.abs(found - expected) < 1e-6;

void t.test('words: the same question goes to both models, about the same masks', async (t) => {
  const reference = modelOf(words(0.6, 0.3));
  const candidate = modelOf(words(0.6, 0.3));
  const found = await measureAgreement(texts, masked, reference.run, candidate.run);
  t.match(found, { texts: 2, same: 1, cosine: 1, leastCosine: 1 });
  t.ok(near(found.divergence, 0));
  t.equal(found.decisions, reference.seen.flatMap(({ masks }) => masks).length);
  t.ok(found.decisions >= 2, 'at least a mask a text');
  for (const [index, { tokens, masks }] of reference.seen.entries()) {
    t.strictSame(candidate.seen[index]?.tokens, tokens);
    for (const { position } of masks) t.equal(tokens[position], tokenizer.maskId);
  }
});

void t.test('words: another first word, and how far the probabilities are apart', async (t) => {
  const [reference, candidate] = [modelOf(words(0.6, 0.3)), modelOf(words(0.3, 0.6))];
  const found = await measureAgreement(texts, masked, reference.run, candidate.run);
  t.equal(found.same, 0);
  const nats = 0.6 * Math.log(2) + 0.3 * Math.log(0.5);
  t.ok(near(found.divergence, nats), `${found.divergence} is ${nats}; the rest is the same`);
});

void t.test('labels of tokens: each token is a decision', async (t) => {
  const model = labelled({ kind: 'token-classification', labels: ['O', 'B'] });
  const logits =
    (one: number, other: number) =>
    ({ tokens }: Row) => ({
      labels: Float32Array.from({ length: 2 * tokens.length }, (_, place) =>
        place === 0 ? one : place % 2 === 0 ? 0 : other,
      ),
    });
  const [reference, candidate] = [modelOf(logits(9, 1)), modelOf(logits(0, 1))];
  const found = await measureAgreement(texts, model, reference.run, candidate.run);
  const tokens = reference.seen.reduce((sum, row) => sum + row.tokens.length, 0);
  t.equal(found.decisions, tokens);
  t.ok(near(found.same, (tokens - 2) / tokens), 'the first token of each text differs');
  t.ok((found.divergence ?? 0) > 0);
});

void t.test('tokens that both find outside of all entities are no decisions', async (t) => {
  const model = labelled({ kind: 'token-classification', labels: ['O', 'B'] });
  /** B for the second token of each text, and O for the others. */
  const logits = (second: number) => (row: Row) => ({
    labels: Float32Array.from({ length: 2 * row.tokens.length }, (_, place) =>
      place === 3 ? second : place % 2 === 0 ? 1 : 0,
    ),
  });
  const [reference, candidate] = [modelOf(logits(5)), modelOf(logits(0.5))];
  const found = await measureAgreement(texts, model, reference.run, candidate.run);
  t.match(found, { decisions: 2, same: 0 });
  const none = await measureAgreement(texts, model, candidate.run, candidate.run);
  t.match(none, { decisions: 0, same: null });
});

void t.test('labels of texts: one decision, or one for each label, or none', async (t) => {
  const kind = 'sequence-classification';
  const labels = ['a', 'b'];
  const [reference, candidate] = [
    [2, 1],
    [2, -1],
  ].map((logits) => modelOf(() => ({ labels: Float32Array.from(logits) })));
  const measure = (scores: 'softmax' | 'sigmoid' | 'none') => {
    if (reference === undefined || candidate === undefined) throw new TypeError('there are two');
    return measureAgreement(
      texts,
      labelled({ kind, labels, scores }),
      reference.run,
      candidate.run,
    );
  };
  t.match(await measure('softmax'), { decisions: 2, same: 1 });
  t.match(await measure('sigmoid'), { decisions: 4, same: 0.5 });
  t.match(await measure('none'), { decisions: 0, same: null, divergence: null });
});

void t.test('vectors', async (t) => {
  const turned = modelOf((_, index) => ({ pooled: Float32Array.of(1, index) }));
  const model = labelled({ kind: 'none' });
  const found = await measureAgreement(texts, model, modelOf(() => ({})).run, turned.run);
  t.match(found, { texts: 2, decisions: 0, same: null });
  t.ok(near(found.cosine, (1 + Math.SQRT1_2) / 2));
  t.ok(near(found.leastCosine, Math.SQRT1_2));
});

void t.test('a model that gives no numbers is far from itself', async (t) => {
  const nowhere = modelOf(() => ({
    pooled: Float32Array.of(NaN, 0),
    labels: Float32Array.of(NaN, Infinity),
  }));
  const reference = modelOf(() => ({ labels: Float32Array.of(2, 1) }));
  const head = { kind: 'sequence-classification', labels: ['a', 'b'], scores: 'softmax' } as const;
  const found = await measureAgreement(texts, labelled(head), reference.run, nowhere.run);
  t.match(found, { decisions: 2, same: 0, cosine: 0, leastCosine: 0 });
  t.ok(Number.isFinite(found.divergence), 'a manifest holds numbers only');
  const zeros = modelOf(() => ({ pooled: Float32Array.of(0, 0) }));
  const plain = labelled({ kind: 'none' });
  t.match(await measureAgreement(texts, plain, zeros.run, zeros.run), { cosine: 0 });
});
