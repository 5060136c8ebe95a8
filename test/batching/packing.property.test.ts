import fc from 'fast-check';
import t from 'tap';
import { pack, type Packable } from '../../src/batching/packing.js';
import type { BatchLimits } from '../../src/engine/protocol.js';
import { row } from './rows.js';

const anyLimits: fc.Arbitrary<BatchLimits> = fc.record({
  paddedTokens: fc.integer({ min: 20, max: 100 }),
  rows: fc.integer({ min: 1, max: 10 }),
  masks: fc.integer({ min: 3, max: 8 }),
  rowTokens: fc.constant(20),
  topK: fc.constant(5),
});

const anyEntry: fc.Arbitrary<Packable> = fc
  .record({
    tokens: fc.integer({ min: 1, max: 20 }),
    masks: fc.integer({ min: 0, max: 3 }),
    alone: fc.integer({ max: 9, min: 0 }).map((dice) => dice === 0),
    gone: fc.integer({ max: 9, min: 0 }).map((dice) => dice === 0),
  })
  .map(({ tokens, masks, alone, gone }) => ({
    row: row(tokens, 0, masks),
    alone,
    signal: gone ? AbortSignal.abort() : undefined,
  }));

const anyQueue = fc.array(anyEntry, { maxLength: 60 });

const isGone = (entry: Packable) => entry.signal?.aborted === true;

function fits(batch: readonly Packable[], limits: BatchLimits): boolean {
  const longest = Math.max(0, ...batch.map((entry) => entry.row.tokens.length));
  const masks = batch.reduce((sum, entry) => sum + entry.row.masks.length, 0);
  const company = batch.length === 1 || batch.every((entry) => !entry.alone);
  return (
    company &&
    batch.length <= limits.rows &&
    batch.length * longest <= limits.paddedTokens &&
    masks <= limits.masks
  );
}

/** One packing of one queue. */
function always(check: (waiting: Packable[], limits: BatchLimits) => boolean): void {
  fc.assert(fc.property(anyQueue, anyLimits, check), { numRuns: 500 });
}

void t.test('every entry comes out exactly once, in order of arrival', (t) => {
  always((waiting, limits) => {
    const { batch, dropped, rest } = pack(waiting, limits);
    const places = [batch, dropped, rest].map((part) => part.map((e) => waiting.indexOf(e)));
    const ordered = places.every((part) =>
      part.every((p, i) => i === 0 || p > (part[i - 1] ?? -1)),
    );
    return ordered && new Set(places.flat()).size === waiting.length;
  });
  t.end();
});

void t.test('the dropped are those who have gone', (t) => {
  always((waiting, limits) => {
    const { batch, dropped, rest } = pack(waiting, limits);
    return dropped.every(isGone) && ![...batch, ...rest].some(isGone);
  });
  t.end();
});

void t.test('the oldest live entry leads, within all limits', (t) => {
  always((waiting, limits) => {
    const { batch } = pack(waiting, limits);
    return batch[0] === waiting.find((entry) => !isGone(entry)) && fits(batch, limits);
  });
  t.end();
});

void t.test('nobody stays who would have fitted; full means that nobody could', (t) => {
  always((waiting, limits) => {
    const { batch, rest, full } = pack(waiting, limits);
    const smallest: Packable = { row: row(1), alone: false, signal: undefined };
    const couldGrow = batch.length === 0 || fits([...batch, smallest], limits);
    return (
      !rest.some((entry) => fits([...batch, entry], limits)) &&
      full === (rest.length > 0 || !couldGrow)
    );
  });
  t.end();
});

void t.test('a row stays only for rows nearer to the leader, or for lack of room', (t) => {
  always((waiting, limits) => {
    const { batch, rest } = pack(waiting, limits);
    const [leader] = batch;
    if (leader === undefined || leader.alone) return true;
    const distance = (e: Packable) => Math.abs(e.row.tokens.length - leader.row.tokens.length);
    return rest.every((left) => {
      const before = (entry: Packable) =>
        distance(entry) < distance(left) ||
        (distance(entry) === distance(left) && waiting.indexOf(entry) < waiting.indexOf(left));
      return !fits([...batch.filter(before), left], limits);
    });
  });
  t.end();
});

void t.test('nobody starves: the n-th in the queue has gone after n batches', (t) => {
  always((waiting, limits) => {
    const live = waiting.filter((entry) => !isGone(entry));
    let left: readonly Packable[] = waiting;
    for (const [index, entry] of live.entries()) {
      left = pack(left, limits).rest;
      if (left.includes(entry)) return false;
      if (left.length > live.length - index - 1) return false;
    }
    return left.length === 0 || live.length === 0;
  });
  t.end();
});
