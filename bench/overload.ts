/**
 * Ten times as many requests as a service can answer: how much of its capacity is left, how its
 * memory grows, what is computed for nobody, and what becomes of those who come again when they are
 * told to. A model of RoBERTa-base's size with random weights; everything beside capacity is a
 * ratio to the capacity of the same round.
 *
 *     npx tsc --build && node dist/bench/overload.js [--seconds 10] [--rounds 3] [--times 10] [--apart]
 *
 * The client shares the machine's cores with the service; with --apart the service has the first
 * one for itself, and the client the second.
 */
import { execFileSync } from 'node:child_process';
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
    apart: { type: 'boolean', default: false },
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
if (flags.apart)
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', '1', `${process.pid}`]);
const service = await Service.start(
  [
    ...['--models', checkpoint, '--mascarilla-home', join(work, 'home')],
    ...['--max-queued-tokens', String(MAX_QUEUED_TOKENS), '--log-level', 'fatal'],
  ],
  flags.apart ? { cores: '0' } : {},
);
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

/** What became of a load, in tokens: texts would make a service look good that prefers short ones. */
interface Served {
  readonly tokensPerSecond: number;
  /** Of the tokens that were computed, the share that was computed for nobody. */
  readonly waste: number;
  /** Cores that were busy for the client, the server and its engine. */
  readonly cores: string;
}

/** Tokens computed and answered so far, seconds computed, and the time. */
async function read() {
  const tokens = await Promise.all(
    ['mascarilla_batch_tokens_sum', 'mascarilla_tokens_total'].map(metric),
  );
  const { user, system } = process.cpuUsage();
  const { server, engines } = service.computed;
  return {
    ...{ computed: tokens[0] ?? 0, answered: tokens[1] ?? 0, at: performance.now() / 1000 },
    ...{ client: (user + system) / 1e6, server, engines },
  };
}

async function watch<Result>(load: () => Promise<Result>): Promise<Served & { result: Result }> {
  const before = await read();
  const result = await load();
  const seconds = performance.now() / 1000 - before.at;
  // What is in flight for nobody lands yet.
  await wait(500);
  const after = await read();
  const answered = after.answered - before.answered;
  const busy = (who: 'client' | 'server' | 'engines') =>
    ((after[who] - before[who]) / seconds).toFixed(2);
  return {
    result,
    tokensPerSecond: answered / seconds,
    waste: 1 - answered / (after.computed - before.computed),
    cores: `cores busy: client ${busy('client')}, server ${busy('server')}, engine ${busy('engines')}`,
  };
}

const openLoop = (rate: number, deadlineMs?: number) =>
  runOpenLoop((index) => client.embed(index, deadlineMs), {
    ...{ arrivals: arrivals(rate, random), seconds, most: MOST_AT_ONCE },
  });

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const tell = (what: string): unknown => process.stdout.write(`${what}\n`);

/** A burst whose refused requests come again when they are told to, until they are taken. */
async function burst(rate: number): Promise<readonly Told[]> {
  const started = performance.now();
  const all: Promise<Told | null>[] = [];
  let index = 0;
  for (const due of arrivals(rate, random)) {
    if (due > 1000 * Math.min(seconds, 4)) break;
    while (performance.now() - started < due) await wait(1);
    all.push(client.embedUntilTaken(index++));
  }
  return (await Promise.all(all)).filter((one) => one !== null);
}

const closedLoop = () =>
  runClosedLoop((index) => client.embed(index), { clients: CLIENTS, seconds });

await closedLoop();
for (let round = 1; round <= Number(flags.rounds); round += 1) {
  const alone = await watch(closedLoop);
  const capacity = alone.result.textsPerSecond;
  const ofCapacity = ({ tokensPerSecond }: Served) =>
    percent(tokensPerSecond / alone.tokensPerSecond);
  tell(
    `round ${round}: capacity ${alone.tokensPerSecond.toFixed(0)} tokens/s, ` +
      `${capacity.toFixed(1)} texts/s; ${alone.cores}`,
  );
  const before = service.memory;
  let most = before;
  const looking = setInterval(() => (most = Math.max(most, service.memory)), 500);
  const over = await watch(() => openLoop(times * capacity));
  tell(
    `  at ${times} times as many requests ${ofCapacity(over)} of it, ` +
      `answers ${JSON.stringify(over.result.errors)}, ` +
      `p95 of what was answered ${over.result.latencies?.p95.toFixed(0)} ms; ${over.cores}`,
  );
  const limited = await watch(() => openLoop(times * capacity, DEADLINE_MS));
  tell(
    `  with ${DEADLINE_MS} ms allowed ${ofCapacity(limited)} in time, ` +
      `computed for nobody ${percent(limited.waste)}, ` +
      `answers ${JSON.stringify(limited.result.errors)}; ${limited.cores}`,
  );
  const coming = await watch(() => burst(times * capacity));
  clearInterval(looking);
  const toldAndTrue = coming.result;
  const within = toldAndTrue.filter(({ toldMs, trueMs }) => trueMs <= 2 * toldMs).length;
  const ratios = toldAndTrue.map(({ toldMs, trueMs }) => trueMs / toldMs).sort((a, b) => a - b);
  tell(
    `  a burst of ${toldAndTrue.length} refused ones was answered at ${ofCapacity(coming)} of it; ` +
      `taken within twice the time they were told first: ${percent(within / toldAndTrue.length)}, ` +
      `median ${ratios[Math.floor(ratios.length / 2)]?.toFixed(2)} times; ${coming.cores}`,
  );
  tell(`  memory ${before.toFixed(0)} MB before, ${most.toFixed(0)} MB at most`);
}
client.close();
await service.stop();
process.exit();
