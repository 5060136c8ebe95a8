import fc from 'fast-check';
import t from 'tap';
import { seededRandom } from '../../src/evaluation/random.js';
import { arrivals } from '../../src/load/arrivals.js';

const take = (count: number, rate: number, random: () => number): number[] => {
  const times = arrivals(rate, random);
  return Array.from({ length: count }, () => times.next().value);
};

void t.test('the same seed gives the same times, another one others', (t) => {
  t.same(take(50, 20, seededRandom(3)), take(50, 20, seededRandom(3)));
  t.not(take(1, 20, seededRandom(3))[0], take(1, 20, seededRandom(4))[0]);
  t.end();
});

void t.test('times ascend and are finite, whatever the rate and the seed', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer(), (rate, seed) => {
      const times = take(200, rate, seededRandom(seed));
      return times.every((time, at) => Number.isFinite(time) && time >= (times[at - 1] ?? 0));
    }),
  );
  t.end();
});

void t.test('a random number of 0 is a gap of 0, one near 1 is a long one', (t) => {
  t.same(
    take(2, 10, () => 0),
    [0, 0],
  );
  t.ok((take(1, 10, () => 1 - 2 ** -32)[0] ?? NaN) > 2000);
  t.end();
});

void t.test('gaps are exponential around the rate', (t) => {
  const times = take(20_000, 50, seededRandom(1));
  const gaps = times.map((time, at) => time - (times[at - 1] ?? 0));
  const mean = (times.at(-1) ?? 0) / gaps.length;
  t.ok(Math.abs(mean - 20) < 0.5, `${mean} ms between fifty a second`);
  for (const [times, share] of [
    [0.5, Math.exp(-0.5)],
    [1, Math.exp(-1)],
    [3, Math.exp(-3)],
  ] as const) {
    const found = gaps.filter((gap) => gap > times * 20).length / gaps.length;
    t.ok(Math.abs(found - share) < 0.015, `${found} are longer than ${times} of the mean`);
  }
  t.end();
});
