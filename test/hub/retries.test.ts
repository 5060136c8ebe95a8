import t from 'tap';
import { fail } from '../../src/errors.js';
import { Passing, pauseAfter, withRetries } from '../../src/hub/retries.js';

const reason = fail('HUB_FAILED', { endpoint: 'https://hub.example', status: 503 });

/** Fails so many times, and then succeeds. */
function scripted(failures: number, waitMs: number | null = null) {
  const pauses: number[] = [];
  let attempts = 0;
  const sleep = (ms: number) => {
    pauses.push(ms);
    return Promise.resolve();
  };
  const attempt = () => {
    attempts++;
    return attempts <= failures
      ? Promise.reject(new Passing(reason, waitMs))
      : Promise.resolve(attempts);
  };
  return { waiting: { sleep, random: () => 0 }, attempt, pauses };
}

void t.test('pauses grow, up to a bound, and are random by half', (t) => {
  t.same(
    [1, 2, 3, 4, 5, 6, 60].map((failures) => pauseAfter(failures, 0)),
    [250, 500, 1000, 2000, 4000, 4000, 4000],
  );
  t.equal(pauseAfter(1, 0.999_999) <= 500, true);
  t.end();
});

void t.test('what passes is tried again, five times in all', async (t) => {
  const passing = scripted(4);
  t.equal(await withRetries(passing.waiting, passing.attempt), 5);
  t.same(passing.pauses, [250, 500, 1000, 2000]);

  const lasting = scripted(5);
  await t.rejects(withRetries(lasting.waiting, lasting.attempt), reason);
  t.equal(lasting.pauses.length, 4);
});

void t.test('a pause that the server asks for is made', async (t) => {
  const { waiting, attempt, pauses } = scripted(2, 7000);
  await withRetries(waiting, attempt);
  t.same(pauses, [7000, 7000]);
});

void t.test('progress counts as a new start', async (t) => {
  const { waiting, attempt, pauses } = scripted(20);
  t.equal(await withRetries(waiting, attempt, () => true), 21);
  t.same(pauses, Array<number>(20).fill(250));
});

void t.test('what does not pass is not tried again', async (t) => {
  const { waiting, pauses } = scripted(0);
  const bug = new TypeError('a bug');
  await t.rejects(
    withRetries(waiting, () => Promise.reject(bug)),
    bug,
  );
  t.same(pauses, []);
});
