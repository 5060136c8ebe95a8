import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { row } from './rows.js';
import { codeOf, namesIn, steady, testBench } from './test-bench.js';

void t.test('a queue over its tokens refuses at once', async (t) => {
  const { engine, batcher, submit } = testBench({ windowMs: 0, maxQueuedTokens: 30 });
  submit([row(3)]);
  submit([row(3)]);
  submit([row(20)]);
  batcher.checkRoom();
  submit([row(10)]);
  const refused = submit([row(1)]);
  await turn();
  t.equal(codeOf(refused), 'OVERLOADED');
  t.match(refused.error, { status: 429, message: /30 tokens of 30/ });
  t.throws(() => batcher.checkRoom(), { code: 'OVERLOADED' }, 'known before there are rows');
  t.equal(batcher.queuedTokens, 30);
  await engine.finish();
  t.equal(batcher.queuedTokens, 0);
});

void t.test(
  'a long text is taken as a short one is, as long as the queue is not full',
  async (t) => {
    const { engine, batcher, submit } = testBench({ windowMs: 0, maxQueuedTokens: 30 });
    submit([row(3)]);
    submit([row(3)]);
    submit([row(29)]);
    const long = submit([row(32), row(32)]);
    const short = submit([row(1)]);
    await turn();
    t.equal(codeOf(short), 'OVERLOADED');
    t.equal(batcher.queuedTokens, 29 + 64);
    for (let batch = 0; batch < 5; batch += 1) await engine.finish();
    t.equal(long.answers?.length, 2);
  },
);

void t.test('who is refused hears when it is worth another try', async (t) => {
  const { engine, submit } = testBench({ windowMs: 0, maxQueuedTokens: 30, measured: steady });
  submit([row(20)]);
  submit([row(30)]);
  const refused = submit([row(6)]);
  await turn();
  t.match(
    refused.error,
    { code: 'OVERLOADED', retryAfterMs: 21 },
    'there is room when 20 have run',
  );
  const next = submit([row(6)]);
  await turn();
  t.match(next.error, { retryAfterMs: 27 }, 'after the one before it');
  await engine.finish(20);
});

void t.test('an empty queue takes a submit of any size', async (t) => {
  const { engine, batcher, submit } = testBench({ maxQueuedTokens: 30 });
  const caller = submit(Array.from({ length: 12 }, (_, name) => row(16, name)));
  t.equal(batcher.queuedTokens, 4 * 16, 'one batch is computed, one sent ahead');
  await engine.finish();
  await engine.finish();
  await engine.finish();
  t.strictSame(namesIn(caller), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});
