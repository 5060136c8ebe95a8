import t from 'tap';
import { row } from './rows.js';
import { testBench } from './test-bench.js';

void t.test(
  'where the fates of rows are apart, a refused one spoils only its own place',
  async (t) => {
    const { engine, batcher } = testBench();
    const submitted = batcher.submitEach([row(3), row(4, 1), row(5, 2)]);
    await engine.die();
    await engine.die();
    await engine.finish();
    await engine.finish();
    const [refused, ...answered] = await submitted;
    t.match(refused, { code: 'ROW_REFUSED', cause: { message: 'exit code 139' } });
    t.strictSame(
      answered.map((one) => 'result' in one && one.result.pooled?.[0]),
      [1, 2],
    );
    batcher.assertConsistent();
    await batcher.close();
  },
);

void t.test(
  'fates apart: all refused is settled too, and a row that fails alone fails all',
  async (t) => {
    const { engine, batcher } = testBench();
    const killer = batcher.submitEach([row(3)]);
    await engine.die();
    await engine.die();
    t.match(await killer, [{ code: 'ROW_REFUSED' }]);
    const failing = batcher.submitEach([row(3), row(4)]);
    await engine.fail(new Error('no memory'));
    await Promise.all([
      t.rejects(failing, { code: 'ENGINE_FAILED' }),
      engine.fail(new Error('no memory')),
    ]);
    await engine.finish();
    const gone = new AbortController();
    const cancelled = batcher.submitEach([row(3), row(4)], { signal: gone.signal });
    await engine.die();
    await engine.die();
    gone.abort();
    await t.rejects(cancelled, { code: 'CLIENT_GONE' });
    batcher.assertConsistent();
    await Promise.all([batcher.close(), engine.finish()]);
  },
);
