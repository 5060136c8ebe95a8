import fc from 'fast-check';
import t from 'tap';
import { halfToFloat32 } from '../../src/checkpoint/float16.js';
import { toHalf } from '../../src/graph/half.js';

const bytesOf = (halves: Uint16Array) => new Uint8Array(halves.buffer);
const rounded = (value: number): number =>
  halfToFloat32(bytesOf(toHalf(Float32Array.of(value))))[0] ?? NaN;

/** Every finite half that is not negative, in order of its bits, which is the order of its values. */
const everyHalf = halfToFloat32(bytesOf(Uint16Array.from({ length: 0x7c00 }, (_, bits) => bits)));

void t.test('a half stays what it is', (t) => {
  const all = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);
  const back = toHalf(halfToFloat32(bytesOf(all)));
  const isNaN = (bits: number) => (bits & 0x7fff) > 0x7c00;
  const changed = [...all].filter((bits) => back[bits] !== bits && !isNaN(bits));
  t.strictSame(changed, []);
  t.ok(
    [...all].filter(isNaN).every((bits) => isNaN(back[bits] ?? 0)),
    'NaN stays one',
  );
  t.end();
});

void t.test('between two halves the nearer is taken, and of equals the even one', (t) => {
  for (let bits = 0; bits + 1 < everyHalf.length; bits++) {
    const [below, above] = [everyHalf[bits] ?? 0, everyHalf[bits + 1] ?? 0];
    // Halves have 11 significant bits: their middle, and its neighbours, are exact in a float.
    const middle = (below + above) / 2;
    const step = (above - below) / 16;
    const even = bits % 2 === 0 ? below : above;
    for (const sign of [1, -1]) {
      const found = [middle - step, middle, middle + step].map((value) => rounded(sign * value));
      const expected = [sign * below, sign * even, sign * above];
      if (!found.every((value, index) => Object.is(value, expected[index]))) {
        t.strictSame(found, expected, `around ${sign * middle}`);
      }
    }
  }
  t.end();
});

void t.test('ends of the range', (t) => {
  const largest = 65504;
  t.equal(rounded(65519.996), largest);
  t.equal(rounded(65520), Infinity);
  t.equal(rounded(-1e30), -Infinity);
  t.equal(rounded(-Infinity), -Infinity);
  t.ok(Object.is(rounded(-1e-30), -0));
  t.equal(rounded(2 ** -25), 0, 'half of the smallest goes to the even 0');
  t.equal(rounded(1.001 * 2 ** -25), 2 ** -24);
  t.end();
});

void t.test('no float is further than half a step from its half', (t) => {
  const within = fc.float({ min: -65504, max: 65504, noNaN: true });
  const check = (value: number) => {
    const step = Math.max(2 ** (Math.floor(Math.log2(Math.abs(value) || 1)) - 10), 2 ** -24);
    return Math.abs(rounded(value) - value) <= step / 2;
  };
  fc.assert(fc.property(within, check));
  t.end();
});
