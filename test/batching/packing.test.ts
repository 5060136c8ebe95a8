import t from 'tap';
import { batchTokens, lookAhead, pack, type Packable } from '../../src/batching/packing.js';
import type { BatchLimits } from '../../src/engine/protocol.js';
import { limits, row } from './rows.js';

interface Named extends Packable {
  readonly name: string;
}

/** An entry named after its length. */
const entry = (tokens: number, extra: Partial<Named> & { masks?: number } = {}): Named => ({
  name: String(tokens),
  row: row(tokens, 0, extra.masks),
  alone: false,
  sealed: null,
  ...extra,
});

const packed = (
  waiting: readonly Named[],
  others: Partial<BatchLimits> = {},
  enough = Infinity,
): readonly string[] => pack(waiting, { ...limits, ...others }, enough).map(({ name }) => name);

const padded = { padded: true } as const;

void t.test('nobody waiting makes an empty batch', (t) => {
  t.strictSame(packed([]), []);
  t.end();
});

void t.test('what fits goes, in the order in which it waits', (t) => {
  t.strictSame(packed([entry(9), entry(3), entry(5)]), ['9', '3', '5']);
  t.strictSame(packed([entry(9), entry(3), entry(5)], { rows: 2 }), ['9', '3']);
  t.end();
});

void t.test('a row that does not fit lets the next one pass', (t) => {
  t.strictSame(packed([entry(32), entry(30), entry(4), entry(2)]), ['32', '30', '2']);
  t.end();
});

void t.test('a batch takes no more company than is enough', (t) => {
  const waiting = [entry(10), entry(12), entry(9), entry(8)];
  t.strictSame(packed(waiting, {}, 30), ['10', '12', '8']);
  t.strictSame(packed(waiting, {}, 5), ['10'], 'but the first always goes');
  t.strictSame(packed(waiting, padded, 24), ['10', '9'], 'with padding');
  t.end();
});

void t.test('rows that are sealed make a batch, and nobody joins it', (t) => {
  const [one, other] = [{}, {}];
  const waiting = [
    entry(10, { sealed: one }),
    entry(2),
    entry(9, { sealed: one }),
    entry(3, { sealed: one, alone: true }),
    entry(8, { sealed: other }),
    entry(4),
  ];
  t.strictSame(packed(waiting, {}, 5), ['10', '9'], 'whatever is enough');
  t.strictSame(packed(waiting.slice(1)), ['2', '4']);
  t.strictSame(packed(waiting.slice(3)), ['3'], 'after a death, alone all the same');
  t.end();
});

void t.test('where the model pads, those nearest to the first in length follow', (t) => {
  const waiting = [entry(10), entry(2), entry(30), entry(12), entry(9), entry(11), entry(10)];
  t.strictSame(packed(waiting, padded), ['10', '9', '11', '10']);
  t.strictSame(packed(waiting), ['10', '2', '30', '12'], 'else nobody is passed over');
  t.end();
});

void t.test('among equally near rows the first goes first', (t) => {
  const waiting = [entry(10), entry(12), entry(8, { name: 'first 8' }), entry(8), entry(12)];
  t.strictSame(packed(waiting, { ...padded, rows: 3 }), ['10', '12', 'first 8']);
  t.end();
});

void t.test('where the model pads, rows × longest stays within the tokens', (t) => {
  // 2 × 32 is the limit; the row of 1 would make it 3 × 32.
  const waiting = [entry(1), entry(32), entry(2), entry(31)];
  t.strictSame(packed(waiting, padded), ['1', '2'], 'neither long row fits with two others');
  t.strictSame(packed([entry(32), entry(31), entry(1)], padded), ['32', '31']);
  t.strictSame(packed([entry(32), entry(31), entry(1)]), ['32', '31', '1'], 'else only the sum');
  t.end();
});

void t.test('masks are counted over the batch; a row without any still joins', (t) => {
  const waiting = [
    entry(8, { masks: 2 }),
    entry(7, { masks: 2 }),
    entry(6, { masks: 1 }),
    entry(5),
  ];
  t.strictSame(packed(waiting), ['8', '6', '5']);
  t.end();
});

void t.test('a row that goes alone neither leads others nor follows', (t) => {
  t.strictSame(packed([entry(8, { alone: true }), entry(7)]), ['8']);
  t.strictSame(packed([entry(9), entry(8, { alone: true }), entry(7)]), ['9', '7']);
  t.end();
});

void t.test('packing looks ahead by a few batches', (t) => {
  t.equal(lookAhead({ ...limits, rows: 8 }), 32);
  t.end();
});

void t.test('the tokens of a batch', (t) => {
  t.equal(batchTokens([row(3), row(9), row(4)], false), 16);
  t.equal(batchTokens([row(3), row(9), row(4)], true), 27, 'padded');
  t.end();
});
