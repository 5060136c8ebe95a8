import t from 'tap';
import { Batcher } from '../../src/batching/batcher.js';
import { Lane } from '../../src/batching/lane.js';
import { seededRandom } from '../../src/evaluation/random.js';
import { arrivals } from '../../src/load/arrivals.js';
import { FakeClock } from './fake-clock.js';
import { row } from './rows.js';
import { letPass, SimulatedEngine } from './simulated-engine.js';

const limits = { tokens: 512, padded: false, rows: 64, masks: 64, rowTokens: 512, topK: 5 };
const steadyMs = (tokens: number) => 12 + tokens;
/** Tokens a second of full batches. */
const CAPACITY = (1000 * 512) / steadyMs(512);

interface Load {
  /** Times what the engine can do. */
  readonly times: number;
  readonly withinMs?: number | undefined;
  readonly seconds: number;
  /** What a batch takes longer or shorter than its tokens tell, each time. */
  readonly disturbance?: (random: () => number, seconds: number) => number;
}

/**
 * Shares of the capacity: tokens that were answered in time, and computed for nobody. In virtual time,
 * with numbers that are the same each time: nothing here depends on the machine.
 */
async function simulate({ times, withinMs, seconds, disturbance = () => 1 }: Load) {
  const random = seededRandom(7);
  const clock = new FakeClock();
  const started = clock.now();
  const engine = new SimulatedEngine(clock, (tokens) => {
    return steadyMs(tokens) * disturbance(random, (clock.now() - started) / 1000);
  });
  const measured = [32, 256].map((tokens) => ({ tokens, inferenceMs: steadyMs(tokens) }));
  const options = { windowMs: 5, maxQueuedTokens: 4096 };
  const batcher = new Batcher([new Lane(engine, measured)], limits, options, clock);
  let answered = 0;
  const taken = { short: 0, long: 0 };
  const meanTokens = 30;
  for (const due of arrivals((times * CAPACITY) / meanTokens, random)) {
    if (due > 1000 * seconds) break;
    await letPass(clock, started + due - clock.now());
    const tokens = 1 + Math.floor(random() * (2 * meanTokens - 1));
    batcher.submit([row(tokens)], { withinMs }).then(
      () => {
        answered += tokens;
        if (tokens <= 10) taken.short += 1;
        if (tokens >= 50) taken.long += 1;
      },
      () => undefined,
    );
  }
  const capacity = CAPACITY * seconds;
  const inTime = answered / capacity;
  return { inTime, forNobody: engine.tokens / capacity - inTime, taken };
}

/** Log-normally distributed about 1. */
const strayingBy = (sigma: number) => (random: () => number) =>
  Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));

void t.test('at ten times the capacity nearly all of it goes into answers', async (t) => {
  const { inTime, forNobody } = await simulate({ times: 10, seconds: 30 });
  t.ok(inTime >= 0.95, String(inTime));
  t.ok(forNobody <= 0.02, String(forNobody));
});

void t.test('and long texts are taken as often as short ones', async (t) => {
  // As many of the ones come as of the others.
  const { short, long } = (await simulate({ times: 10, seconds: 30 })).taken;
  t.ok(long >= 0.8 * short, `${long} long ones, ${short} short ones`);
});

for (const withinMs of [1000, 2000, 5000]) {
  void t.test(`with ${withinMs} ms allowed too`, async (t) => {
    const { inTime, forNobody } = await simulate({ times: 10, withinMs, seconds: 30 });
    t.ok(inTime >= 0.95, String(inTime));
    t.ok(forNobody <= 0.02, String(forNobody));
  });

  void t.test(`with ${withinMs} ms allowed and batches that take now more, now less`, async (t) => {
    const load = { times: 10, withinMs, seconds: 60, disturbance: strayingBy(0.2) };
    const { inTime, forNobody } = await simulate(load);
    t.ok(inTime >= 0.85, String(inTime));
    t.ok(forNobody <= 0.1, String(forNobody));
  });
}

void t.test('an engine that becomes three times as slow for a while is believed', async (t) => {
  const disturbance = (_: unknown, seconds: number) => (Math.floor(seconds / 10) % 2 === 0 ? 1 : 3);
  const { inTime } = await simulate({ times: 10, withinMs: 2000, seconds: 60, disturbance });
  t.ok(inTime >= 0.5, `${inTime} of the capacity at its best, of which two thirds are there`);
});
