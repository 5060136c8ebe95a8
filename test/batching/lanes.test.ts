import t from 'tap';
import { lengthsOf, row } from './rows.js';
import { ScriptedEngine } from './scripted-engine.js';
import { namesIn, steady, testBenchOf } from './test-bench.js';

const options = { windowMs: 0, measured: steady };

void t.test('idle engines share what waits', async (t) => {
  const engines = [new ScriptedEngine(), new ScriptedEngine()];
  const { submit } = testBenchOf(engines, options);
  const caller = submit([row(9, 1), row(8, 2), row(9, 3), row(8, 4)]);
  t.strictSame(
    engines.map(({ running }) => lengthsOf(running)),
    [
      [9, 8],
      [9, 8],
    ],
  );
  for (const engine of engines) await engine.finish(17);
  t.strictSame(namesIn(caller), [1, 2, 3, 4]);
});

void t.test('a batch goes to the engine that will be free first', (t) => {
  const engines = [new ScriptedEngine(), new ScriptedEngine()];
  const { clock, submit } = testBenchOf(engines, options);
  submit([row(30)]);
  submit([row(10)]);
  submit([row(7)]);
  clock.advance(9);
  t.strictSame(
    engines.map(({ prefetched }) => prefetched),
    [undefined, undefined],
  );
  clock.advance(1);
  t.strictSame(
    engines.map(({ prefetched }) => lengthsOf(prefetched)),
    [undefined, [7]],
  );
  t.end();
});

void t.test('an engine that is not ready gets nothing while another is', async (t) => {
  const engines = [new ScriptedEngine(), new ScriptedEngine()] as const;
  const { submit } = testBenchOf(engines, options);
  engines[0].readiness = 'starting';
  submit([row(5)]);
  submit([row(6)]);
  t.strictSame(
    engines.map(({ running }) => lengthsOf(running)),
    [undefined, [5]],
  );
  await engines[1].finish(5);
  t.strictSame(lengthsOf(engines[1].running), [6]);
  engines[1].readiness = 'down';
  submit([row(7)]);
  t.strictSame(
    lengthsOf(engines[0].running),
    [7],
    'where none is, it waits for the one that starts',
  );
});

void t.test('the rows of an engine that died go to another', async (t) => {
  const engines = [new ScriptedEngine(), new ScriptedEngine()] as const;
  const { submit } = testBenchOf(engines, options);
  const caller = submit([row(5, 1)]);
  engines[0].readiness = 'starting';
  await engines[0].die();
  t.strictSame(lengthsOf(engines[1].running), [5]);
  await engines[1].finish(5);
  t.strictSame(namesIn(caller), [1]);
});
