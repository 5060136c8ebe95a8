import t from 'tap';
import { realClock } from '../src/clock.js';

void t.test('the real clock does not go back', (t) => {
  const before = realClock.now();
  t.ok(realClock.now() >= before);
  t.end();
});

void t.test('a timer calls back after setTimer has returned, a cancelled one never', async (t) => {
  const heard: string[] = [];
  await new Promise<void>((resolve) => {
    const cancel = realClock.setTimer(0.5, () => heard.push('cancelled'));
    realClock.setTimer(0.5, () => {
      heard.push('kept');
      resolve();
    });
    heard.push('set');
    cancel();
  });
  t.strictSame(heard, ['set', 'kept']);
});
