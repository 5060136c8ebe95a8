/** Several engines with the bundled model, against one. */
import t, { type Test } from 'tap';
import { Batcher } from '../../src/batching/batcher.js';
import { Lane } from '../../src/batching/lane.js';
import { realClock } from '../../src/clock.js';
import { EnginePool } from '../../src/engine/pool.js';
import type { EngineOptions } from '../../src/engine/protocol.js';
import { bundledEngine, mixedRows } from './bundled.js';

const bundled = await bundledEngine(t);
const options: EngineOptions = { ...bundled, device: { kind: 'cpu', threads: 1 } };

async function startPool(t: Test, engines: number) {
  const pool = await EnginePool.start(Array.from({ length: engines }, () => options));
  const limits = { ...options.limits, rows: 2 };
  const queue = { windowMs: 1, maxQueuedTokens: 100_000 };
  const lanes = pool.engines.map(({ engine }) => new Lane(engine));
  const batcher = new Batcher(lanes, limits, queue, realClock);
  t.teardown(async () => {
    await batcher.close();
    await pool.close();
  });
  return { pool, batcher };
}

void t.test('two engines give the answers of one', async (t) => {
  const alone = await (await startPool(t, 1)).batcher.submit(mixedRows);
  const { pool, batcher } = await startPool(t, 2);
  const answers = await batcher.submit(mixedRows);
  for (const [index, { result }] of answers.entries()) {
    t.strictSame(result, alone[index]?.result, `row ${index}`);
  }
  t.match(pool.engines, [
    { started: { provider: 'cpu' }, engine: { ready: true, restarts: 0 } },
    { started: { provider: 'cpu' }, engine: { ready: true, restarts: 0 } },
  ]);
});
