/**
 * Three replicas behind HAProxy, with the configuration in deploy/examples: how are requests spread,
 * and is one lost while the replicas are restarted one after the other? Clients know nothing of it:
 * they send a request, and the next one when they have the answer. All of it runs on one machine, so
 * it tells nothing of speed. The exit code is 0 where each replica was asked and every request was
 * answered right. --quick is for the checks: it restarts one replica alone.
 *
 *     npx tsc --build && node dist/bench/replicas.js [--quick] [--seconds 10] [--clients 16]
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fromRoot } from '../test/root.js';
import { endWithUs } from './children.js';
import { findPort, Service } from './service.js';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    clients: { type: 'string' },
  },
});
const { quick } = flags;
const seconds = flags.seconds ?? (quick ? '1' : '10');
const clientCount = flags.clients ?? (quick ? '6' : '16');

const CONFIGURATION = fromRoot('deploy/examples/haproxy.cfg');
/** As the configuration asks for. */
const DRAIN_MS = 5000;
/** How far numbers of a text may be apart that was in other batches. */
const ROUNDING = 1e-5;

if (spawnSync('haproxy', ['-v']).error !== undefined) {
  process.stdout.write('haproxy is not installed: nothing was measured\n');
  process.exit(0);
}

const home = mkdtempSync(join(tmpdir(), 'mascarilla-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true }));
const startReplica = (port: number) =>
  Service.start(
    [
      ...['--models', fromRoot('models/clinical-es-mini'), '--mascarilla-home', home],
      ...['--threads', '1', '--drain-delay-ms', String(DRAIN_MS)],
    ],
    { port },
  );

const ports = [await findPort(), await findPort(), await findPort()];
const replicas: Service[] = [];
for (const port of ports) replicas.push(await startReplica(port));

const [listen, statistics] = [await findPort(), await findPort()].map(
  (port) => `127.0.0.1:${port}`,
);
const addresses: Record<string, string> = {};
for (const [index, port] of ports.entries()) {
  addresses[`MASCARILLA_REPLICA_${index + 1}`] = `127.0.0.1:${port}`;
}
const proxy = spawn('haproxy', ['-q', '-db', '-f', CONFIGURATION], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: {
    ...process.env,
    ...addresses,
    MASCARILLA_LISTEN: listen,
    MASCARILLA_STATISTICS: statistics,
  },
});
endWithUs(proxy);

/** Requests that a replica was given, and how often one was sent again, as HAProxy counts them. */
async function readStatistics() {
  const text = await (await fetch(`http://${statistics}/;csv`)).text();
  const [head = '', ...lines] = text.replace(/^# /, '').trim().split('\n');
  const names = head.split(',');
  const rows = lines.map((line) => {
    const values = line.split(',');
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
  });
  const ours = rows.filter(({ svname }) => svname?.startsWith('replica-'));
  const sum = (name: string) => ours.reduce((total, row) => total + Number(row[name]), 0);
  return {
    up: ours.filter(({ status }) => status?.startsWith('UP')).length,
    requests: ours.map(({ stot }) => Number(stot)),
    again: sum('wretr') + sum('wredis'),
  };
}

/** Until HAProxy has so many replicas. */
async function untilUp(count: number): Promise<void> {
  while ((await readStatistics().catch(() => null))?.up !== count) {
    if (proxy.exitCode !== null) throw new Error('haproxy has ended');
    await wait(50);
  }
}

const texts = readFileSync(fromRoot('models/sentences-es/sentences.txt'), 'utf8')
  .trim()
  .split('\n')
  .slice(0, 64);

async function embed(text: string): Promise<readonly number[]> {
  const reply = await fetch(`http://${listen}/embed`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inputs: [text] }),
  });
  const body = await reply.text();
  if (reply.status !== 200) throw new Error(`${reply.status}: ${body}`);
  const [vector = []] = JSON.parse(body) as number[][];
  return vector;
}

await untilUp(3);
const expected: (readonly number[])[] = [];
for (const text of texts) expected.push(await embed(text));

const differs = (one: readonly number[], other: readonly number[]) =>
  one.length !== other.length ||
  one.some((value, index) => Math.abs(value - (other[index] ?? NaN)) > ROUNDING);

/** All clients ask until the work is done; what failed, and how many were answered. */
async function underLoad(work: () => Promise<void>) {
  const failed: string[] = [];
  let answered = 0;
  let over = false;
  const client = async (first: number) => {
    for (let next = first; !over; next += 1) {
      const index = next % texts.length;
      try {
        const vector = await embed(texts[index] ?? '');
        if (differs(vector, expected[index] ?? [])) failed.push('another answer');
        else answered += 1;
      } catch (error) {
        failed.push(String(error));
      }
    }
  };
  const clients = Array.from({ length: Number(clientCount) }, (_, index) => client(index * 4));
  await work();
  over = true;
  await Promise.all(clients);
  return { answered, failed };
}

const tell = (line: string) => process.stdout.write(`${line}\n`);
const report = ({ answered, failed }: Awaited<ReturnType<typeof underLoad>>) => {
  tell(`  answered right: ${answered}, failed: ${failed.length}`);
  for (const error of new Set(failed)) tell(`  ${error}`);
};

tell(`${clientCount} clients, three replicas of one thread, ${seconds} s:`);
const before = await readStatistics();
const spread = await underLoad(() => wait(Number(seconds) * 1000));
const after = await readStatistics();
report(spread);
const shares = after.requests.map((count, index) => count - (before.requests[index] ?? 0));
tell(`  requests of each: ${shares.join(', ')}`);

tell(`the same, while ${quick ? 'one' : 'each'} is stopped by SIGTERM and started again:`);
const restarted = await underLoad(async () => {
  for (const [index, port] of ports.slice(0, quick ? 1 : 3).entries()) {
    const started = performance.now();
    await replicas[index]?.stop();
    const stopped = performance.now();
    replicas[index] = await startReplica(port);
    await untilUp(3);
    const inSeconds = (ms: number) => (ms / 1000).toFixed(1);
    const [ended, back] = [stopped - started, performance.now() - stopped].map(inSeconds);
    tell(`  replica ${index + 1}: ended after ${ended} s, back after ${back} s`);
    await wait(1000);
  }
});
report(restarted);
const { again } = await readStatistics();
tell(`  sent again by HAProxy, as no replica had got it: ${again - after.again}`);

for (const replica of replicas) await replica.stop();
proxy.kill();
const lost = spread.failed.length + restarted.failed.length;
process.exit(lost === 0 && restarted.answered > 0 && shares.every((share) => share > 0) ? 0 : 1);
