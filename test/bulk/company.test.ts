import fc from 'fast-check';
import t from 'tap';
import type { Answer, Client, Outcome } from '../../src/batching/batcher.js';
import { Company } from '../../src/bulk/company.js';
import { fail } from '../../src/errors.js';
import type { BatchLimits, Row } from '../../src/engine/protocol.js';

const limits: BatchLimits = {
  ...{ tokens: 20, padded: false, rows: 4, masks: 3, rowTokens: 10, topK: 1 },
};

/** A row that is known by its first token. */
const row = (id: number, length: number): Row => {
  const tokens = new Int32Array(length).fill(id);
  return { tokens, masks: [], pooling: null, labels: false, states: false };
};

const idOf = ({ tokens }: Row): number => tokens[0] ?? 0;

/** A batcher that remembers what it was given, and answers with the first token of each row. */
function scripted(refused: readonly number[] = []) {
  const batches: number[][] = [];
  const submitEach = (rows: readonly Row[], client?: Client): Promise<Outcome[]> => {
    batches.push(rows.map(idOf));
    t.ok(client?.sealed, 'company is chosen');
    const outcomes = rows.map((one) =>
      refused.includes(idOf(one))
        ? fail('ROW_REFUSED')
        : {
            result: { masks: [], pooled: Float32Array.of(idOf(one)), labels: null, states: null },
            ...{ queueMs: 0, inferenceMs: 0, batchRows: rows.length, batchTokens: 0 },
          },
    );
    return Promise.resolve(outcomes);
  };
  const submit = () => Promise.reject(new Error('rows have their own fates'));
  return { batches, batcher: { checkRoom: () => undefined, submit, submitEach } };
}

const pooled = (answers: readonly Answer[]) => answers.map(({ result }) => result.pooled?.[0]);

void t.test('batches are in the order of the seats, whoever comes first', async (t) => {
  const { batches, batcher } = scripted();
  const company = new Company({ batcher, limits }, 4);
  const seats = [0, 1, 2, 3].map((index) => company.seat(index));
  const third = seats[2]?.batcher.submit([row(30, 9), row(31, 9), row(32, 9)]);
  const first = seats[0]?.batcher.submit([row(10, 5)]);
  seats[3]?.leave();
  t.same(batches, [], 'one is missing');
  const second = seats[1]?.batcher.submit([row(20, 5)]);
  const answers = await Promise.all([first, second, third]);
  t.same(batches, [
    [10, 20, 30],
    [31, 32],
  ]);
  t.same(
    answers.map((one) => pooled(one ?? [])),
    [[10], [20], [30, 31, 32]],
  );
  for (const { leave } of seats) leave();
  t.equal(batches.length, 2, 'to leave afterwards changes nothing');
  t.same(
    pooled((await seats[0]?.batcher.submit([row(11, 5)])) ?? []),
    [11],
    'a later row goes by itself',
  );
});

void t.test('where the model pads, batches are of like lengths', async (t) => {
  const { batches, batcher } = scripted();
  const company = new Company({ batcher, limits: { ...limits, padded: true } }, 2);
  const answers = await Promise.all([
    company.seat(0).batcher.submit([row(10, 9), row(11, 2)]),
    company.seat(1).batcher.submit([row(20, 3), row(21, 9)]),
  ]);
  t.same(batches, [
    [11, 20],
    [10, 21],
  ]);
  t.same(answers.map(pooled), [
    [10, 11],
    [20, 21],
  ]);
});

void t.test('a row that is refused fails its own text only', async (t) => {
  const { batches, batcher } = scripted([20]);
  const company = new Company({ batcher, limits }, 3);
  const [first, second, third] = await Promise.allSettled(
    [10, 20, 30].map((id, index) => company.seat(index).batcher.submit([row(id, 5)])),
  );
  t.same(batches, [[10, 20, 30]]);
  t.equal(first?.status, 'fulfilled');
  t.match(second, { status: 'rejected', reason: { code: 'ROW_REFUSED' } });
  t.equal(third?.status, 'fulfilled');
});

void t.test(
  'whatever texts come, in whatever order: the same batches, each within the limits',
  async (t) => {
    const text = fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 8 }),
        fc.gen(),
        async (texts, g) => {
          const runs: number[][][] = [];
          for (let run = 0; run < 2; run++) {
            const { batches, batcher } = scripted();
            const company = new Company({ batcher, limits }, texts.length);
            const order = g(fc.shuffledSubarray, [...texts.keys()], { minLength: texts.length });
            const answers = await Promise.all(
              order.map(async (index) => {
                const rows = (texts[index] ?? []).map((length, at) =>
                  row(100 * index + at, length),
                );
                return { rows, given: await company.seat(index).batcher.submit(rows) };
              }),
            );
            for (const { rows, given } of answers) t.same(pooled(given), rows.map(idOf));
            runs.push(batches);
            for (const batch of batches) {
              const tokens = batch.map((id) => texts[Math.floor(id / 100)]?.[id % 100] ?? 0);
              t.ok(batch.length <= limits.rows && tokens.reduce((a, b) => a + b) <= limits.tokens);
            }
          }
          t.same(runs[0], runs[1]);
        },
      ),
    );
  },
);
