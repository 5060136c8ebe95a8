import t from 'tap';
import { Slot } from '../../src/prepare/slot.js';

void t.test('values come in order; putting waits for taking', async (t) => {
  const slot = new Slot<number>();
  const events: string[] = [];
  const putting = (async () => {
    for (const value of [1, 2, 3]) {
      await slot.put(value);
      events.push(`put ${value}`);
    }
  })();
  for (let count = 0; count < 3; count++) events.push(`took ${await slot.take()}`);
  await putting;
  t.same(
    events.filter((event) => event.startsWith('took')),
    ['took 1', 'took 2', 'took 3'],
  );
  for (const value of [1, 2, 3]) {
    t.ok(
      events.indexOf(`put ${value}`) < (events.indexOf(`took ${value + 1}`) + 1 || 9),
      'in turns',
    );
  }
});

void t.test('a value that was not taken is not lost', async (t) => {
  const slot = new Slot<number>();
  void slot.put(1);
  t.throws(() => void slot.put(2), /not taken/);
  t.equal(await slot.take(), 1);
});
