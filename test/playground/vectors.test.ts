import t from 'tap';
import { cosines, rangeOf } from '../../src/server/playground/vectors.js';

void t.test('cosines of each with each, whatever their lengths', (t) => {
  const matrix = cosines([
    [3, 0],
    [0, 2],
    [1, 1],
  ]);
  const half = Math.SQRT1_2;
  const expected = [
    [1, 0, half],
    [0, 1, half],
    [half, half, 1],
  ];
  for (const [row, values] of expected.entries()) {
    for (const [column, value] of values.entries()) {
      t.ok(Math.abs((matrix[row]?.[column] ?? NaN) - value) < 1e-12);
    }
  }
  t.same(
    rangeOf([
      [1, 0.2, 0.5],
      [0.2, 1, 0.4],
      [0.5, 0.4, 1],
    ]),
    {
      least: 0.2,
      greatest: 0.5,
      nearest: { one: 0, other: 2, value: 0.5 },
    },
  );
  t.equal(rangeOf([[1]]), null, 'one alone has no pair');
  t.same(
    cosines([[0], [1]]),
    [
      [0, 0],
      [0, 1],
    ],
    'no direction, no number out of range',
  );
  t.end();
});
