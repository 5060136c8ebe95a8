/**
 * Replicas behind a load balancer that sends each request where the fewest are open, in virtual
 * time: each batches by itself, so what matters is whether splitting the requests costs batches.
 */
import t from 'tap';
import { Batcher } from '../../src/batching/batcher.js';
import { Lane } from '../../src/batching/lane.js';
import { seededRandom } from '../../src/evaluation/random.js';
import { FakeClock } from './fake-clock.js';
import { row } from './rows.js';
import { letPass, SimulatedEngine } from './simulated-engine.js';

const limits = { tokens: 512, padded: false, rows: 64, masks: 64, rowTokens: 512, topK: 5 };
const costOf = (tokens: number) => 12 + tokens;
const measured = [32, 256].map((tokens) => ({ tokens, inferenceMs: costOf(tokens) }));
const CLIENTS_OF_EACH = 32;
const SECONDS = 20;

class Replica {
  readonly batcher: Batcher;
  open = 0;
  tokens = 0;

  constructor(clock: FakeClock) {
    const lane = new Lane(new SimulatedEngine(clock, costOf), measured);
    const options = { windowMs: 5, maxQueuedTokens: 100_000 };
    this.batcher = new Batcher([lane], limits, options, clock);
  }
}

/** Tokens that each of so many replicas answers, and the milliseconds in which 95 % of requests are. */
async function simulate(count: number) {
  const random = seededRandom(7);
  const clock = new FakeClock();
  const replicas = Array.from({ length: count }, () => new Replica(clock));
  const end = clock.now() + 1000 * SECONDS;
  const waits: number[] = [];
  const ask = async () => {
    while (clock.now() < end) {
      const replica = replicas.reduce((best, one) => (one.open < best.open ? one : best));
      const tokens = 1 + Math.floor(59 * random());
      const started = clock.now();
      replica.open += 1;
      await replica.batcher.submit([row(tokens)]);
      replica.open -= 1;
      replica.tokens += tokens;
      waits.push(clock.now() - started);
    }
  };
  const clients = Array.from({ length: CLIENTS_OF_EACH * count }, ask);
  await letPass(clock, 1000 * (SECONDS + 10));
  await Promise.all(clients);
  waits.sort((a, b) => a - b);
  const p95 = waits[Math.floor(0.95 * waits.length)] ?? 0;
  return { tokens: replicas.map((replica) => replica.tokens), p95 };
}

const alone = await simulate(1);

for (const count of [2, 4, 8]) {
  void t.test(`${count} replicas answer ${count} times as much, each its share`, async (t) => {
    const { tokens, p95 } = await simulate(count);
    for (const own of tokens) {
      const share = own / (alone.tokens[0] ?? 0);
      t.ok(share > 0.97 && share < 1.03, `${share} of what one answers alone`);
    }
    t.ok(p95 < 1.1 * alone.p95, `95 % within ${p95} ms; with one, ${alone.p95}`);
  });
}
