import t from 'tap';
import { lookAhead, pack, type Packable } from '../../src/batching/packing.js';
import { limits, row } from './rows.js';

interface Named extends Packable {
  readonly name: string;
}

/** An entry named after its length. */
const entry = (tokens: number, extra: Partial<Named> & { masks?: number } = {}): Named => ({
  name: String(tokens),
  row: row(tokens, 0, extra.masks),
  alone: false,
  signal: undefined,
  ...extra,
});

const names = (entries: readonly Named[]) => entries.map((entry) => entry.name);

void t.test('nobody waiting makes an empty batch', (t) => {
  t.strictSame(pack([], limits), { batch: [], dropped: [], rest: [], full: false });
  t.end();
});

void t.test('what fits goes, in order of arrival', (t) => {
  const { batch, rest, full } = pack([entry(9), entry(3), entry(5)], limits);
  t.strictSame(names(batch), ['9', '3', '5']);
  t.strictSame(names(rest), []);
  t.equal(full, false, 'a fourth row could join');
  t.end();
});

void t.test('the oldest leads, and those nearest to it in length follow', (t) => {
  const waiting = [entry(10), entry(2), entry(30), entry(12), entry(9), entry(11), entry(10)];
  const { batch, rest, full } = pack(waiting, limits);
  t.strictSame(names(batch), ['10', '9', '11', '10']);
  t.strictSame(names(rest), ['2', '30', '12']);
  t.equal(full, true);
  t.end();
});

void t.test('among equally near rows the older goes first', (t) => {
  const waiting = [entry(10), entry(12), entry(8, { name: 'old 8' }), entry(8), entry(12)];
  t.strictSame(names(pack(waiting, { ...limits, rows: 3 }).batch), ['10', '12', 'old 8']);
  t.end();
});

void t.test('rows × longest stays within the padded tokens', (t) => {
  // 2 × 32 is the limit; the row of 1 would make it 3 × 32.
  const { batch, rest, full } = pack([entry(1), entry(32), entry(2), entry(31)], limits);
  t.strictSame(names(batch), ['1', '2'], 'neither long row fits with two others');
  t.strictSame(names(rest), ['32', '31']);
  t.equal(full, true);
  t.strictSame(names(pack([entry(32), entry(31), entry(1)], limits).batch), ['32', '31']);
  t.end();
});

void t.test('a batch is full to the last token, though nobody waits', (t) => {
  t.equal(pack([entry(32), entry(32)], limits).full, true);
  t.equal(pack([entry(32), entry(1)], limits).full, true, 'three rows would be 96 padded tokens');
  t.equal(pack([entry(21), entry(20)], limits).full, false);
  t.end();
});

void t.test('masks are counted over the batch; a row without any still joins', (t) => {
  const waiting = [
    entry(8, { masks: 2 }),
    entry(7, { masks: 2 }),
    entry(6, { masks: 1 }),
    entry(5),
  ];
  const { batch, rest } = pack(waiting, limits);
  t.strictSame(names(batch), ['8', '6', '5']);
  t.strictSame(names(rest), ['7']);
  t.equal(pack([entry(8, { masks: 3 })], limits).full, false);
  t.end();
});

void t.test('a row that goes alone neither leads others nor follows', (t) => {
  const leading = pack([entry(8, { alone: true }), entry(8)], limits);
  t.strictSame([leading.batch.length, leading.rest.length, leading.full], [1, 1, true]);
  t.equal(pack([entry(8, { alone: true })], limits).full, true);

  const following = pack([entry(9), entry(8, { alone: true }), entry(7)], limits);
  t.strictSame(names(following.batch), ['9', '7']);
  t.strictSame(names(following.rest), ['8']);
  t.equal(following.full, true, 'waiting longer cannot help the row that goes alone');
  t.end();
});

void t.test('entries whose client has gone are dropped, a leader too', (t) => {
  const signal = AbortSignal.abort();
  const { batch, dropped, rest } = pack(
    [entry(9, { signal }), entry(8), entry(7, { signal })],
    limits,
  );
  t.strictSame(names(batch), ['8']);
  t.strictSame(names(dropped), ['9', '7']);
  t.strictSame(names(rest), []);
  t.strictSame(pack([entry(9, { signal })], limits).full, false);
  t.end();
});

void t.test('packing looks ahead by a few batches', (t) => {
  t.equal(lookAhead({ ...limits, rows: 8 }), 32);
  t.end();
});
