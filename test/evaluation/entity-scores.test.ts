import fc from 'fast-check';
import t from 'tap';
import type { Mention } from '../../src/corpus/mention.js';
import { EntitySum, overlap } from '../../src/evaluation/entity-scores.js';
import { countPairs } from '../../src/evaluation/pairs.js';

/** `at('DRUG', 0, 4, 10, 12)`: two spans. */
function at(label: string, ...offsets: number[]): Mention {
  const spans = [];
  for (let index = 0; index < offsets.length; index += 2) {
    spans.push({ start: offsets[index] ?? 0, end: offsets[index + 1] ?? 0 });
  }
  return { label, spans };
}

function score(gold: readonly Mention[], found: readonly Mention[], only?: readonly string[]) {
  const sum = new EntitySum(only ?? null);
  sum.add(gold, found);
  return sum.result;
}

void t.test('strict: label and offsets are equal', (t) => {
  const { strict, labels } = score(
    [at('DRUG', 0, 5), at('DRUG', 8, 12), at('PROTEIN', 20, 25)],
    [at('DRUG', 0, 5), at('DRUG', 8, 13), at('DRUG', 20, 25), at('PROTEIN', 30, 33)],
  );
  t.strictSame(strict, {
    ...{ gold: 3, found: 4, matched: 1 },
    ...{ precision: 1 / 4, recall: 1 / 3, f1: 2 / 7 },
  });
  t.match(labels['DRUG']?.strict, { gold: 2, found: 3, matched: 1, precision: 1 / 3, recall: 0.5 });
  t.match(labels['PROTEIN']?.strict, { gold: 1, found: 1, matched: 0, f1: 0 });
  t.end();
});

void t.test('overlapping: label is equal and a character is shared, each counts once', (t) => {
  const matched = (gold: readonly Mention[], found: readonly Mention[]) =>
    score(gold, found).overlapping.matched;
  t.equal(matched([at('D', 8, 12)], [at('D', 11, 20)]), 1);
  t.equal(matched([at('D', 8, 12)], [at('D', 12, 20)]), 0, 'side by side');
  t.equal(matched([at('D', 8, 12)], [at('P', 8, 12)]), 0, 'another label');
  t.equal(matched([at('D', 0, 20)], [at('D', 0, 4), at('D', 8, 12)]), 1, 'two parts of one');
  t.equal(matched([at('D', 0, 4), at('D', 8, 12)], [at('D', 0, 20)]), 1, 'one over two');
  // The first found could take either; only one choice leaves a partner to the second.
  t.equal(matched([at('D', 0, 9), at('D', 5, 12)], [at('D', 6, 8), at('D', 0, 3)]), 2);
  t.equal(matched([at('D', 0, 3, 10, 13)], [at('D', 4, 9)]), 0, 'in the gap of another');
  t.equal(matched([at('D', 0, 3, 10, 13)], [at('D', 11, 12)]), 1);
  t.end();
});

void t.test('discontinuous entities match as wholes', (t) => {
  const one = at('D', 0, 3, 10, 13);
  t.equal(score([one], [at('D', 0, 3, 10, 13)]).strict.matched, 1);
  t.equal(score([one], [at('D', 0, 13)]).strict.matched, 0);
  t.equal(score([one], [at('D', 0, 3), at('D', 10, 13)]).strict.matched, 0);
  t.end();
});

void t.test('texts add up, twice the same counts once, labels can be chosen', (t) => {
  const sum = new EntitySum(['D']);
  sum.add([at('D', 0, 3), at('D', 0, 3), at('X', 4, 5)], [at('D', 0, 3), at('D', 0, 3)]);
  sum.add([at('D', 0, 3)], [at('X', 0, 3)]);
  t.match(sum.result.strict, { gold: 2, found: 1, matched: 1 });
  t.same(Object.keys(sum.result.labels), ['D']);
  t.end();
});

void t.test('nothing to divide by is no number', (t) => {
  t.match(score([], []).strict, { precision: null, recall: null, f1: null });
  t.match(score([at('D', 0, 1)], []).strict, { precision: null, recall: 0, f1: 0 });
  t.match(score([], [at('D', 0, 1)]).strict, { precision: 0, recall: null, f1: 0 });
  t.end();
});

const mentions = fc.array(
  fc
    .record({
      label: fc.constantFrom('A', 'B'),
      start: fc.nat(20),
      length: fc.integer({ min: 1, max: 6 }),
    })
    .map(({ label, start, length }) => at(label, start, start + length)),
  { maxLength: 7 },
);

void t.test('whatever is found', (t) => {
  fc.assert(
    fc.property(mentions, mentions, (gold, found) => {
      const { strict, overlapping, labels } = score(gold, found);
      const back = score(found, gold);
      t.ok(strict.matched <= overlapping.matched, 'what is equal overlaps');
      t.ok(overlapping.matched <= Math.min(strict.gold, strict.found));
      t.equal(overlapping.matched, back.overlapping.matched, 'sides can be changed');
      t.equal(strict.precision, back.strict.recall);
      const { precision, recall, f1 } = overlapping;
      if (precision !== null && recall !== null && precision + recall > 0) {
        const harmonic = (2 * precision * recall) / (precision + recall);
        t.ok(Math.abs((f1 ?? 0) - harmonic) < 1e-12);
      }
      const parts = Object.values(labels);
      t.equal(
        parts.reduce((sum, part) => sum + part.overlapping.matched, 0),
        overlapping.matched,
      );
      t.equal(score(gold, gold).strict.f1, gold.length === 0 ? null : 1);
    }),
  );
  t.end();
});

/** Every way to pair up, tried. */
function mostPairs(gold: readonly Mention[], found: readonly Mention[]): number {
  const [first, ...rest] = gold;
  if (first === undefined) return 0;
  const without = mostPairs(rest, found);
  const taken = found.flatMap((one, index) =>
    overlap(first, one) ? [1 + mostPairs(rest, found.toSpliced(index, 1))] : [],
  );
  return Math.max(without, ...taken);
}

void t.test('no more pairs could be made', (t) => {
  fc.assert(
    fc.property(mentions, mentions, (gold, found) => {
      t.equal(countPairs(gold, found, overlap), mostPairs(gold, found));
    }),
  );
  t.end();
});
