import fc from 'fast-check';
import t from 'tap';
import {
  binaryDivergence,
  divergence,
  partialDivergence,
} from '../../src/evaluation/divergence.js';

const near = (found: number, expected: number) => Math.abs(found - expected) < 1e-6;

void t.test('what it costs to take one distribution for another', (t) => {
  t.equal(divergence([0.5, 0.5], [0.5, 0.5]), 0);
  t.ok(near(divergence([1, 0], [0.5, 0.5]), Math.LN2), 'a sure thing taken for a coin');
  t.ok(near(divergence([0.5, 0.5], [0.25, 0.75]), Math.log(2 / Math.sqrt(3))));
  t.equal(divergence([1, 0], [1, 0]), 0, 'what never happens costs nothing');
  t.ok(near(binaryDivergence(0.5, 0.25), Math.log(2 / Math.sqrt(3))));
  t.end();
});

const logs = (...probabilities: readonly number[]) =>
  Float32Array.from(probabilities, (probability) => Math.log(probability));

void t.test('what a model holds for impossible costs much, but is a number', (t) => {
  for (const nothing of [0, NaN]) {
    const found = divergence([0.5, 0.5], [1, nothing]);
    t.ok(Number.isFinite(found) && found > 300, `${nothing}: ${found}`);
  }
  // The sigmoid of 40 is rounded to 1.
  t.ok(Number.isFinite(binaryDivergence(1 - 1e-15, 1)));
  t.ok(Number.isFinite(partialDivergence(logs(0.5), Float32Array.of(NaN))));
  t.end();
});

void t.test('values that are not known count as one', (t) => {
  t.ok(near(partialDivergence(logs(0.5), logs(0.25)), divergence([0.5, 0.5], [0.25, 0.75])));
  t.ok(
    near(partialDivergence(logs(0.5, 0.5), logs(0.25, 0.75)), divergence([0.5, 0.5], [0.25, 0.75])),
  );
  t.ok(near(partialDivergence(logs(0.9, 0.1), logs(0.9, 0.1)), 0));
  t.end();
});

void t.test('it is never negative, and what is not known never makes it more', (t) => {
  const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 4, maxLength: 4 });
  const normal = (values: readonly number[]) => {
    const total = values.reduce((a, b) => a + b, 0);
    return values.map((value) => value / total);
  };
  const check = (one: number[], other: number[]) => {
    const [p, q] = [normal(one), normal(other)];
    const partial = partialDivergence(logs(...p.slice(0, 2)), logs(...q.slice(0, 2)));
    return partial >= 0 && partial <= divergence(p, q) + 1e-6;
  };
  fc.assert(fc.property(weights, weights, check));
  t.end();
});
