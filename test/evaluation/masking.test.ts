import fc from 'fast-check';
import t from 'tap';
import { findMaskable, maskPositions, maskRow } from '../../src/evaluation/masking.js';
import { seededRandom } from '../../src/evaluation/random.js';

const MASK = 4;
const isSpecial = (id: number) => id < 5;

/** `<s>`, so many pieces 100, 101…, `</s>`. */
const row = (pieces: number): Int32Array =>
  Int32Array.from([0, ...Array.from({ length: pieces }, (_, index) => 100 + index), 2]);

const mask = (tokens: Int32Array, share: number, seed = 1) =>
  maskRow(tokens, findMaskable(tokens, isSpecial), {
    maskId: MASK,
    share,
    random: seededRandom(seed),
  });

void t.test('special tokens are never masked, a mask that is there already neither', (t) => {
  t.same(findMaskable(row(3), isSpecial), [1, 2, 3]);
  t.same(findMaskable(Int32Array.of(0, 100, MASK, 3, 101, 2), isSpecial), [1, 4]);
  t.same(findMaskable(Int32Array.of(0, 2), isSpecial), []);
  t.end();
});

void t.test('how many are masked', (t) => {
  const cases: readonly (readonly [pieces: number, share: number, masks: number])[] = [
    [0, 0.15, 0],
    [1, 0.15, 1],
    [2, 0.15, 1],
    [9, 0.15, 1],
    [10, 0.15, 2],
    [100, 0.15, 15],
    [510, 0.15, 77],
    [7, 1, 7],
    [7, 0.0001, 1],
  ];
  for (const [pieces, share, masks] of cases) {
    t.equal(mask(row(pieces), share).positions.length, masks, `${share} of ${pieces}`);
  }
  t.end();
});

void t.test('what was there is kept, and the row that was given is not changed', (t) => {
  const tokens = row(20);
  const { positions, tokens: masked, trueIds } = mask(tokens, 0.2);
  t.same(tokens, row(20));
  t.equal(positions.length, 4);
  for (const [index, position] of positions.entries()) {
    t.equal(masked[position], MASK);
    t.equal(trueIds[index], tokens[position]);
    masked[position] = trueIds[index] ?? 0;
  }
  t.same(masked, tokens);
  t.end();
});

void t.test('the same on every machine', (t) => {
  // Computed apart from this program, with arithmetic of 32-bit integers.
  const random = seededRandom(42);
  t.same(
    [random(), random(), random()],
    [0.6011037519201636, 0.44829055899754167, 0.8524657934904099],
  );
  t.same(mask(row(40), 0.15, 0).positions, [1, 2, 9, 11, 21, 25]);
  t.strictSame(mask(row(40), 0.15, 7), mask(row(40), 0.15, 7));
  t.notSame(mask(row(40), 0.15, 7).positions, mask(row(40), 0.15, 8).positions);
  t.end();
});

void t.test('chosen positions are masked', (t) => {
  t.strictSame(maskPositions(row(3), [2], MASK), {
    tokens: Int32Array.of(0, 100, MASK, 102, 2),
    positions: [2],
    trueIds: [101],
  });
  t.end();
});

void t.test('any row: sorted, each position once, only what may be masked', (t) => {
  const rows = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 60 });
  const share = fc.double({ min: 0.001, max: 1, noNaN: true });
  fc.assert(
    fc.property(rows, share, fc.integer(), (ids, share, seed) => {
      const tokens = Int32Array.from(ids);
      const maskable = findMaskable(tokens, isSpecial);
      const { positions } = mask(tokens, share, seed);
      t.ok(positions.every((position) => maskable.includes(position)));
      t.ok(positions.every((position, index) => position > (positions[index - 1] ?? -1)));
      const wanted = Math.max(1, Math.round(share * maskable.length));
      t.equal(positions.length, Math.min(maskable.length, wanted));
    }),
    { numRuns: 200 },
  );
  t.end();
});

void t.test('every piece is masked about as often as another', (t) => {
  const times = new Array<number>(20).fill(0);
  const tokens = row(20);
  const random = seededRandom(3);
  const maskable = findMaskable(tokens, isSpecial);
  for (let run = 0; run < 4000; run++) {
    for (const position of maskRow(tokens, maskable, { maskId: MASK, share: 0.15, random })
      .positions) {
      times[position - 1] = (times[position - 1] ?? 0) + 1;
    }
  }
  // 600 each, with a standard deviation of 23.
  for (const count of times) t.ok(count > 480 && count < 720, String(count));
  t.end();
});
