import fc from 'fast-check';
import t from 'tap';
import { batchTokens, pack, type Packable } from '../../src/batching/packing.js';
import type { BatchLimits } from '../../src/engine/protocol.js';
import { row } from './rows.js';

const anyLimits: fc.Arbitrary<BatchLimits> = fc.record({
  tokens: fc.integer({ min: 20, max: 100 }),
  padded: fc.boolean(),
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
  })
  .map(({ tokens, masks, alone }) => ({ row: row(tokens, 0, masks), alone, sealed: null }));

const anyQueue = fc.array(anyEntry, { maxLength: 60 });

const anyEnough = fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 120 }));

function fits(batch: readonly Packable[], limits: BatchLimits, enough: number): boolean {
  const rows = batch.map((entry) => entry.row);
  const masks = rows.reduce((sum, row) => sum + row.masks.length, 0);
  const tokens = batchTokens(rows, limits.padded);
  const company = batch.every((entry) => !entry.alone) && tokens <= enough;
  return (
    (company || batch.length === 1) &&
    batch.length <= limits.rows &&
    tokens <= limits.tokens &&
    masks <= limits.masks
  );
}

/** One packing of one queue. */
function always(
  check: (waiting: Packable[], limits: BatchLimits, enough: number) => boolean,
): void {
  fc.assert(fc.property(anyQueue, anyLimits, anyEnough, check), { numRuns: 500 });
}

void t.test('a batch is a part of the queue, in its order', (t) => {
  always((waiting, limits, enough) => {
    const places = pack(waiting, limits, enough).map((entry) => waiting.indexOf(entry));
    return places.every((place, index) => place >= 0 && place > (places[index - 1] ?? -1));
  });
  t.end();
});

void t.test('the first leads, within all limits', (t) => {
  always((waiting, limits, enough) => {
    const batch = pack(waiting, limits, enough);
    return batch[0] === waiting[0] && (batch.length === 0 || fits(batch, limits, enough));
  });
  t.end();
});

void t.test('nobody stays who would have fitted', (t) => {
  always((waiting, limits, enough) => {
    const batch = pack(waiting, limits, enough);
    const rest = waiting.filter((entry) => !batch.includes(entry));
    return !rest.some((entry) => fits([...batch, entry], limits, enough));
  });
  t.end();
});

void t.test('a row stays only for rows before it, or for lack of room', (t) => {
  always((waiting, limits, enough) => {
    const batch = pack(waiting, limits, enough);
    const [leader] = batch;
    if (leader === undefined || leader.alone) return true;
    const distance = ({ row }: Packable) =>
      limits.padded ? Math.abs(row.tokens.length - leader.row.tokens.length) : 0;
    return waiting.every((left) => {
      if (batch.includes(left)) return true;
      const before = (entry: Packable) =>
        distance(entry) < distance(left) ||
        (distance(entry) === distance(left) && waiting.indexOf(entry) < waiting.indexOf(left));
      return !fits([...batch.filter(before), left], limits, enough);
    });
  });
  t.end();
});

void t.test('nobody starves: the n-th in the queue has gone after n batches', (t) => {
  always((waiting, limits, enough) => {
    let left = waiting;
    for (const entry of waiting) {
      const batch = pack(left, limits, enough);
      left = left.filter((one) => !batch.includes(one));
      if (left.includes(entry)) return false;
    }
    return left.length === 0;
  });
  t.end();
});
