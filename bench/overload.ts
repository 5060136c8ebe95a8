/**
 * Ten times as many requests as a service can answer: how much of its capacity is left, how its
 * memory grows, what is computed for nobody, and what becomes of those who come again when they are
 * told to. A model of RoBERTa-base's size with random weights; everything beside capacity is a
 * ratio to the capacity of the same round.
 *
 *     npx tsc --build && node dist/bench/overload.js [--seconds 10] [--rounds 3] [--times 10]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from '../src/evaluation/random.js';
import { arrivals } from '../src/load/arrivals.js';
import { runClosedLoop } from '../src/load/closed-loop.js';
import { runOpenLoop } from '../src/load/open-loop.js';
import { fromRoot } from '../test/root.js';
import { writeBaseCheckpoint } from './base-checkpoint.js';
import { Refusable, type Told } from './refusable.js';
import { Service } from './service.js';

const { values: flags } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    times: { type: 'string', default: '10' },
  },
});
const seconds = Number(flags.seconds);
const times = Number(flags.times);

/** Few enough that queues are full within a second or two on two cores. */
const MAX_QUEUED_TOKENS = 3000;
const CLIENTS = 32;
const MOST_AT_ONCE = 20_000;
const DEADLINE_MS = 2000;

const work = mkdtempSync(join(tmpdir(), 'mascarilla-'));
process.once('exit', () => rmSync(work, { recursive: true, force: true }));
const checkpoint = join(work, 'base');
writeBaseCheckpoint(checkpoint);
const service = await Service.start([
  ...['--models', checkpoint, '--mascarilla-home', join(work, 'home')],
  ...['--max-queued-tokens', String(MAX_QUEUED_TOKENS), '--log-level', 'fatal'],
]);
const texts = readFileSync(fromRoot('models/sentences-es/sentences.txt'), 'utf8')
  .trim()
  .split('\n');
const client = new Refusable(service.url, texts);
const random = seededRandom(3);

/** The sum of a metric over all its labels. */
async function metric(name: string): Promise<number> {
  const page = await (await fetch(`${service.url}/metrics`)).text();
  const lines = page.split('\n').filter((line) => new RegExp(`^${name}[{ ]`).test(line));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

/** What a load made the engine compute beyond what was answered, as a share. */
async function wasteOf(work: () => Promise<unknown>): Promise<number> {
  const read = () =>
    Promise.all(['mascarilla_batch_tokens_sum', 'mascarilla_tokens_total'].map(metric));
  const [computed = 0, answered = 0] = await read();
  await work();
  // What is in flight for nobody lands yet.
  await wait(500);
  const [computedThen = 0, answeredThen = 0] = await read();
  return 1 - (answeredThen - answered) / (computedThen - computed);
}

const openLoop = (rate: number, deadlineMs?: number) =>
  runOpenLoop((index) => client.embed(index, deadlineMs), {
    ...{ arrivals: arrivals(rate, random), seconds, most: MOST_AT_ONCE },
  });

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const tell = (what: string): unknown => process.stdout.write(`${what}\n`);

/** A burst whose refused requests come again when they are told to, until they are taken. */
async function burst(rate: number): Promise<{ seconds: number; toldAndTrue: Told[] }> {
  const started = performance.now();
  const all: Promise<Told | null>[] = [];
  let index = 0;
  for (const due of arrivals(rate, random)) {
    if (due > 1000 * Math.min(seconds, 4)) break;
    while (performance.now() - started < due) await wait(1);
    all.push(client.embedUntilTaken(index++));
  }
  const told = await Promise.all(all);
  return {
    seconds: (performance.now() - started) / 1000,
    toldAndTrue: told.filter((one) => one !== null),
  };
}

await runClosedLoop((index) => client.embed(index), { clients: CLIENTS, seconds });
for (let round = 1; round <= Number(flags.rounds); round += 1) {
  const { textsPerSecond: capacity } = await runClosedLoop((index) => client.embed(index), {
    ...{ clients: CLIENTS, seconds },
  });
  const before = service.memory;
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, service.memory)), 500);
  const over = await openLoop(times * capacity);
  tell(
    `round ${round}: capacity ${capacity.toFixed(1)} texts/s; at ${times} times as many ` +
      `${percent(over.textsPerSecond / capacity)} of it, answers ${JSON.stringify(over.errors)}, ` +
      `p95 of what was answered ${over.latencies?.p95.toFixed(0)} ms`,
  );
  let inTime = 0;
  const waste = await wasteOf(async () => {
    const { textsPerSecond, errors } = await openLoop(times * capacity, DEADLINE_MS);
    inTime = textsPerSecond;
    tell(`  with ${DEADLINE_MS} ms allowed: ${JSON.stringify(errors)}`);
  });
  tell(
    `  in time ${percent(inTime / capacity)} of capacity; computed for nobody ${percent(waste)}`,
  );
  const { seconds: took, toldAndTrue } = await burst(times * capacity);
  clearInterval(watch);
  const within = toldAndTrue.filter(({ toldMs, trueMs }) => trueMs <= 2 * toldMs).length;
  const ratios = toldAndTrue.map(({ toldMs, trueMs }) => trueMs / toldMs).sort((a, b) => a - b);
  const total = times * capacity * Math.min(seconds, 4);
  tell(
    `  a burst of ${toldAndTrue.length} refused ones was done after ${took.toFixed(1)} s, ` +
      `at ${percent(total / took / capacity)} of capacity; ` +
      `taken within twice the time they were told first: ${percent(within / toldAndTrue.length)}, ` +
      `median ${ratios[Math.floor(ratios.length / 2)]?.toFixed(2)} times`,
  );
  tell(`  memory ${before.toFixed(0)} MB before, ${most.toFixed(0)} MB at most`);
}
client.close();
await service.stop();
process.exit();
