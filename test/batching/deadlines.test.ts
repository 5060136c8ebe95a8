import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { lengthsOf, row } from './rows.js';
import { codeOf, steady, testBench } from './test-bench.js';

const options = { windowMs: 0, measured: steady };

/** A bench whose engine has become ten times as slow as it was measured. */
async function afterABadMinute() {
  const bench = testBench(options);
  for (let batches = 0; batches < 100; batches += 1) {
    bench.submit([row(10 + (batches % 2) * 10)]);
    await bench.engine.finish(100 + (batches % 2) * 100);
  }
  return bench;
}

void t.test('an idle engine takes what it could do at its best', async (t) => {
  const { engine, submit } = await afterABadMinute();
  const hopeless = submit([row(10)], { withinMs: 9 });
  const hopeful = submit([row(10)], { withinMs: 11 });
  await turn();
  t.equal(codeOf(hopeless), 'DEADLINE_UNREACHABLE');
  t.strictSame([hopeful.settled, lengthsOf(engine.running)], [0, [10]]);
  await engine.finish(10);
  t.equal(hopeful.settled, 1);
  t.equal(hopeful.error, undefined, 'and learns that it has become fast again');
});

void t.test('a busy one goes by what it has learned', async (t) => {
  const { submit } = await afterABadMinute();
  submit([row(10)]);
  const refused = submit([row(10)], { withinMs: 150 });
  await turn();
  t.equal(codeOf(refused), 'DEADLINE_UNREACHABLE');
});

void t.test('a row in a hurry does not wait for a long one that came after it', async (t) => {
  const { engine, submit } = testBench(options);
  submit([row(10)]);
  const hasty = submit([row(5)], { withinMs: 24 });
  submit([row(20)]);
  await engine.finish(10);
  t.strictSame(lengthsOf(engine.running), [5], 'by the model of costs, both take 25 ms');
  await engine.finish(5);
  t.equal(hasty.error, undefined);
});

void t.test('what has become hopeless is not computed', async (t) => {
  const { engine, clock, submit } = testBench({ ...options, windowMs: 50 });
  submit([row(10)]);
  submit([row(11)]);
  const late = submit([row(5)], { withinMs: 30 });
  clock.advance(20);
  await engine.finish(10);
  t.equal(codeOf(late), 'DEADLINE_UNREACHABLE', '20 ms are gone, 11 and 5 to come');
  t.match(late.error, { message: /about 36 ms, and x-request-timeout-ms allows 30/ });
  t.equal(engine.prefetched, undefined);
});
