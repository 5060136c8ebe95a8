import t from 'tap';
import type { ComputedRound } from '../../src/tasks/model.js';
import { sparsely } from '../../src/tracing/rounds.js';

const round = (submittedAt: number): ComputedRound => ({
  model: 'mini',
  ...{ startedAt: submittedAt - 1, submittedAt, rows: 1, tokens: 3, batches: [] },
});

void t.test('of a stream one round a second is told, of other requests all', (t) => {
  const times = [100, 101, 1099, 1100, 1500, 9000];
  for (const [isStream, expected] of [
    [true, [100, 1100, 9000]],
    [false, times],
  ] as const) {
    const told: number[] = [];
    const observe = sparsely(
      ({ submittedAt }) => told.push(submittedAt),
      () => isStream,
    );
    for (const time of times) observe(round(time));
    t.same(told, expected);
  }
  t.end();
});
