import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { inTime, type Expectation } from '../../src/batching/punctual.js';
import { row } from './rows.js';

/** An engine that is free at 100, and takes 10 ms and one a token. */
const expected: Expectation = {
  endsAt: (tokens) => 110 + tokens,
  costOf: (tokens) => 10 + tokens,
  padded: false,
};

type Wish = readonly [tokens: number, deadline: number];

const rows = (...each: readonly Wish[]) =>
  each.map(([tokens, deadline], index) => ({ row: row(tokens, index), deadline }));

const lengths = (batch: ReturnType<typeof rows>) => batch.map(({ row }) => row.tokens.length);

/** The lengths that are sent, or that of the row which is given up. */
function outcome(...each: readonly Wish[]): unknown {
  const timely = inTime(rows(...each), expected);
  return timely.kind === 'send' ? lengths([...timely.batch]) : timely.entry.row.tokens.length;
}

void t.test('who has time enough travels together', (t) => {
  t.strictSame(outcome([5, Infinity], [20, Infinity]), [5, 20]);
  t.strictSame(outcome([5, 135], [20, 135]), [5, 20]);
  t.end();
});

void t.test('who is in a hurry goes ahead of those who can wait', (t) => {
  t.strictSame(outcome([5, 115], [20, Infinity]), [5]);
  t.strictSame(outcome([5, 115], [20, 145]), [5], 'which then end at 145');
  t.end();
});

void t.test('but not where it would make others late', (t) => {
  t.strictSame(outcome([5, 115], [20, 144]), 5);
  t.end();
});

void t.test('whoever cannot come in time is given up, the last of them first', (t) => {
  t.strictSame(outcome([5, 114], [20, Infinity]), 5);
  t.strictSame(outcome([5, 130], [6, 130], [20, 130]), 20);
  t.strictSame(outcome([20, Infinity], [5, 115], [6, 121]), 6);
  t.strictSame(inTime(rows([5, 114]), expected), {
    kind: 'late',
    entry: rows([5, 114])[0],
    endsAt: 115,
  });
  t.end();
});

void t.test('with padding, the longest row counts for all', (t) => {
  const batch = rows([5, Infinity], [20, 149]);
  const timely = inTime(batch, { ...expected, padded: true });
  t.match(timely, { kind: 'send', batch: [{ deadline: 149 }] });
  t.end();
});

void t.test('nobody that is sent comes too late, and nobody is given up for nothing', (t) => {
  const anyRow = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 100, max: 300 }));
  fc.assert(
    fc.property(fc.array(anyRow, { minLength: 1, maxLength: 12 }), (each) => {
      const batch = rows(...each);
      const total = (some: typeof batch) => lengths(some).reduce((sum, length) => sum + length, 0);
      const timely = inTime(batch, expected);
      const end = expected.endsAt(total(batch));
      if (timely.kind === 'late') {
        assert(timely.entry.deadline < end);
        return;
      }
      const sent = [...timely.batch];
      const ends = expected.endsAt(total(sent));
      assert(sent.length >= 1 && sent.every(({ deadline }) => deadline >= ends));
      const others = batch.filter((entry) => !sent.includes(entry));
      const after = ends + expected.costOf(total(others));
      assert(others.every(({ deadline }) => deadline >= after));
    }),
  );
  t.end();
});
