import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { freeFirst, paddedTokensOf, Workload, type Load } from '../../src/engine/workload.js';
import { row } from './test-bench.js';

const load = (open: number, freeInMs: number, msPerToken: number | null = 1): Load => ({
  open,
  freeInMs,
  msPerToken,
});

void t.test('the engine that will be free first gets the batch', (t) => {
  const cases: readonly [loads: readonly Load[], chosen: number | null, why: string][] = [
    [[load(0, 0)], 0, 'one'],
    [[load(1, 8), load(0, 0)], 1, 'an idle one'],
    [[load(1, 8), load(1, 5)], 1, 'the one with less to do'],
    [[load(0, 0), load(0, 0)], 0, 'among equals the first'],
    [[load(0, 0, 2), load(0, 0, 1)], 1, 'among idle ones the fastest'],
    [[load(0, 0, 2), load(0, 0, null)], 1, 'one of unknown speed is tried'],
    [[load(1, 0, null), load(0, 0, 5)], 1, 'but an idle one goes before it'],
    [[load(1, 0, 1), load(0, 0, 9)], 1, 'and before one that ought to be free by now'],
    [[load(2, 1), load(1, 99)], 1, 'one with two batches gets no third'],
    [[load(2, 1), load(2, 2)], null, 'all have two'],
    [[], null, 'none'],
  ];
  for (const [loads, chosen, why] of cases) t.equal(freeFirst(loads, 2), chosen, why);
  t.end();
});

void t.test('no engine with room would be free before the one chosen', (t) => {
  const anyLoad = fc
    .tuple(fc.nat(3), fc.nat(50), fc.option(fc.integer({ min: 1, max: 5 })))
    .map(([open, freeInMs, speed]) => load(open, open === 0 ? 0 : freeInMs, speed));
  fc.assert(
    fc.property(fc.array(anyLoad, { maxLength: 8 }), (loads) => {
      const chosen = freeFirst(loads, 2);
      const room = loads.filter(({ open }) => open < 2);
      const best = loads[chosen ?? -1];
      assert.equal(chosen === null, room.length === 0);
      if (chosen === null) return;
      assert(best !== undefined && room.includes(best));
      for (const other of room) assert(best.freeInMs <= other.freeInMs);
      if (room.some(({ open }) => open === 0)) assert.equal(best.open, 0, 'idle ones first');
    }),
    { numRuns: 500 },
  );
  t.end();
});

void t.test('speed is learned from what answers took, the latest most', (t) => {
  const work = new Workload();
  t.strictSame(work.loadAt(0), load(0, 0, null));
  const answer = (tokens: number, ms: number | null) => work.end(work.begin(tokens, 0), ms, 0);
  answer(100, null);
  t.equal(work.loadAt(0).msPerToken, null, 'a batch that fails teaches nothing');
  answer(100, 50);
  t.equal(work.loadAt(0).msPerToken, 0.5);
  answer(10, 15);
  t.equal(work.loadAt(0).msPerToken, 0.7);
  for (let times = 0; times < 30; times++) answer(64, 64 * 4);
  t.ok(Math.abs((work.loadAt(0).msPerToken ?? 0) - 4) < 0.01);
  t.end();
});

void t.test('an engine is free when its batches are done; time passes for the first', (t) => {
  const work = new Workload();
  work.end(work.begin(10, 0), 20, 0);
  const first = work.begin(100, 1000);
  t.strictSame(work.loadAt(1000), load(1, 200, 2));
  const second = work.begin(50, 1050);
  t.strictSame(work.loadAt(1050), load(2, 250, 2));
  t.strictSame(work.loadAt(1150), load(2, 150, 2));
  t.strictSame(work.loadAt(1900), load(2, 100, 2), 'late, but no sign of the second yet');
  work.end(first, 200, 1900);
  t.strictSame(work.loadAt(1910), load(1, 90, 2), 'the second has begun');
  work.end(second, null, 1910);
  t.strictSame(work.loadAt(1910), load(0, 0, 2));
  t.end();
});

void t.test('padded tokens are rows times the longest', (t) => {
  t.equal(paddedTokensOf([row(1, 2, 3)]), 3);
  t.equal(paddedTokensOf([row(1), row(1, 2, 3), row(1, 2)]), 9);
  t.equal(paddedTokensOf([]), 0);
  t.end();
});
