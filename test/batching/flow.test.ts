import t from 'tap';
import { Flow } from '../../src/batching/submission.js';
import { lengthsOf, row } from './rows.js';
import { namesIn, steady, testBench } from './test-bench.js';

const oneRow = { windowMs: 0, rows: 1, measured: steady };

/** Lengths of rows in the order in which a busy engine computes them, the last to arrive being 12. */
async function orderOf(flow: Flow | undefined): Promise<unknown[]> {
  const { engine, clock, submit } = testBench(oneRow);
  for (const length of [5, 6, 7, 8, 9]) submit([row(length)], { flow });
  clock.advance(1);
  submit([row(12)]);
  const seen: unknown[] = [];
  while (engine.running !== undefined) {
    seen.push(...(lengthsOf(engine.running) ?? []));
    await engine.finish();
  }
  return seen;
}

void t.test('the rows of a flow let others in between, however many wait', async (t) => {
  // They are due in 5, 11, 18, 26 and 35 ms, the other one in 13.
  t.strictSame(await orderOf(new Flow()), [5, 6, 12, 7, 8, 9]);
  t.strictSame(await orderOf(undefined), [5, 6, 7, 8, 9, 12], 'without one, all go first');
});

void t.test('a flow that has paused is like any other', async (t) => {
  const { engine, clock, submit } = testBench(oneRow);
  const flow = new Flow();
  submit([row(5)], { flow });
  await engine.finish(5);
  clock.advance(1000);
  submit([row(30)]);
  submit([row(20)]);
  submit([row(7)], { flow });
  await engine.finish(30);
  t.strictSame(lengthsOf(engine.running), [7], 'it neither saves time up nor owes any');
});

void t.test('an idle engine gets a batch of a flow', async (t) => {
  const { engine, submit } = testBench({ windowMs: 0, measured: steady });
  const flow = new Flow();
  const callers = [4, 5, 6, 7].map((length) => submit([row(length)], { flow }));
  await engine.finish(4);
  t.strictSame(lengthsOf(engine.running), [5, 6, 7]);
  await engine.finish(18);
  t.ok(callers.every((caller) => namesIn(caller) !== undefined));
});
