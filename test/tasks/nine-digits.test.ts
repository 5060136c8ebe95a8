import fc from 'fast-check';
import t from 'tap';
import { toNineDigits } from '../../src/tasks/nine-digits.js';

void t.test('every 32-bit float comes back', (t) => {
  fc.assert(
    fc.property(fc.float(), (value) => Object.is(Math.fround(toNineDigits(value)), value)),
    { numRuns: 10_000 },
  );
  t.end();
});

void t.test('what is written has nine digits', (t) => {
  const written = (value: number) => JSON.stringify(toNineDigits(Math.fround(value)));
  t.equal(written(0.1), '0.100000001');
  t.equal(written(-0.012345678), '-0.0123456782');
  t.equal(written(1 / 3), '0.333333343');
  t.equal(written(12345.678), '12345.6777');
  t.equal(written(1000), '1000');
  t.equal(written(0), '0');
  t.equal(written(2 ** -149), '1.40129846e-45');
  t.equal(written(3.4028234663852886e38), '3.4028234663852886e+38');
  t.end();
});
