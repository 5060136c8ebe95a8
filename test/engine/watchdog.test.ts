import t from 'tap';
import { Watchdog } from '../../src/engine/watchdog.js';
import { FakeClock } from '../batching/fake-clock.js';

function start() {
  const clock = new FakeClock();
  const heard: string[] = [];
  const watchdog = new Watchdog(clock);
  const watch = (ms: number, name: string) => watchdog.watch(ms, () => heard.push(name));
  return { clock, heard, watchdog, watch };
}

void t.test('it tells of what is late, once', (t) => {
  const { clock, heard, watch } = start();
  watch(100, 'a');
  clock.advance(99);
  t.strictSame(heard, []);
  clock.advance(1);
  clock.advance(1000);
  t.strictSame(heard, ['a']);
  t.end();
});

void t.test('it watches one thing at a time', (t) => {
  const { clock, heard, watch, watchdog } = start();
  watch(100, 'a');
  clock.advance(70);
  watch(100, 'b');
  clock.advance(99);
  t.strictSame([heard, clock.timers], [[], 1]);
  watchdog.rest();
  clock.advance(1000);
  t.strictSame([heard, clock.timers], [[], 0]);
  t.end();
});
