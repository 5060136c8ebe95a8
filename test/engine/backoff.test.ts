import t from 'tap';
import { Backoff } from '../../src/engine/backoff.js';

const take = (backoff: Backoff, count: number) =>
  Array.from({ length: count }, () => backoff.next());

void t.test('pauses double up to ten seconds', (t) => {
  const expected = [100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000];
  t.strictSame(take(new Backoff(0), 9), expected);
  t.strictSame(take(new Backoff(0), 2000).at(-1), 10_000);
  t.end();
});

void t.test('the first tries can be free, and are so again after a reset', (t) => {
  const backoff = new Backoff(2);
  t.strictSame(take(backoff, 4), [0, 0, 100, 200]);
  backoff.reset();
  t.strictSame(take(backoff, 3), [0, 0, 100]);
  t.end();
});
