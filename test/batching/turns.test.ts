import t from 'tap';
import { Turns } from '../../src/batching/turns.js';

void t.test('those who are refused come again one after the other', (t) => {
  const turns = new Turns();
  const told = [0, 0, 10].map((now) => now + turns.take(now, 100, 30, 50));
  t.strictSame(told, [100, 130, 160]);
  t.equal(turns.take(500, 100, 30, 50), 100, 'turns that have passed are free');
  t.end();
});

void t.test('where the queue empties, they have not come, and their turns are free', (t) => {
  const turns = new Turns();
  for (let count = 0; count < 10; count += 1) turns.take(0, 100, 30, 50);
  turns.see(25);
  t.equal(turns.take(0, 100, 30, 50), 400);
  turns.see(24);
  t.equal(turns.take(0, 100, 30, 50), 100);
  t.end();
});

void t.test('nobody waits for longer than a minute', (t) => {
  const turns = new Turns();
  for (let count = 0; count < 3000; count += 1) turns.take(0, 100, 30, 50);
  t.equal(turns.take(0, 100, 30, 50), 60_000);
  t.end();
});
