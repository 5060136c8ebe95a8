/**
 * Measures the service on a model of RoBERTa-base's size against its goals, beside others that do
 * the same where they are installed. Random weights: they have no sense, but the cost of real ones.
 *
 *     npm run bench -- [--quick] [--python PATH] [--transformers-js FOLDER] [--plot FILE.svg]
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { countThreads } from '../src/engine/threads.js';
import { goalRows, type GoalRow } from './goal-rows.js';
import { isSkipped, type PeerOptions } from './peers.js';
import { CLIENTS, load, runRounds } from './rounds.js';
import { spreadOf, type Samples } from './samples.js';
import type { Service } from './service.js';
import { compareAnswers, differenceInCompany, mixLoads } from './singles.js';
import {
  closeStage,
  openStage,
  prepare,
  startService,
  type Peers,
  type Prepared,
} from './stage.js';
import { deal } from './texts.js';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    python: { type: 'string', default: 'python3' },
    'transformers-js': { type: 'string', default: '.' },
    plot: { type: 'string' },
  },
});

/** The quick run fits into three minutes on two cores. */
const plan = flags.quick
  ? { rounds: 3, texts: 96, mixedSeconds: 5, starts: 2 }
  : { rounds: 7, texts: 288, mixedSeconds: 20, starts: 5 };

const options: PeerOptions = {
  python: flags.python,
  transformersJs: flags['transformers-js'],
  threads: countThreads(),
};

/** More than this, and other work takes part in what is measured. */
const RESTLESS = 0.5;

const begun = performance.now();
const loadBefore = loadavg()[0] ?? 0;

function tell(what: string): void {
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  process.stderr.write(`${seconds.padStart(4)} s  ${what}\n`);
}

/** Seconds of each start; the last of the services still runs. */
async function startOften(prepared: Prepared): Promise<{ starts: number[]; service: Service }> {
  tell('starting the service in fp32');
  const starts: number[] = [];
  for (;;) {
    const service = await startService(prepared, 'fp32');
    starts.push(service.seconds);
    if (starts.length === plan.starts) return { starts, service };
    await service.stop();
  }
}

/** What a service takes that has had every kind of batch; nothing else may have its weights open. */
async function memoryUnderLoad(service: Service, { texts }: Prepared): Promise<number | null> {
  if (!existsSync('/proc/self/smaps_rollup')) return null;
  for (const task of ['embed', 'fill-mask'] as const) {
    await load(service, task, deal(texts, plan.texts), { clients: CLIENTS, requests: plan.texts });
  }
  return service.memory;
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;

function describe(rows: readonly GoalRow[]): string {
  const result = ({ met }: GoalRow) => (met === null ? 'skipped' : met ? 'pass' : 'MISS');
  const table = [
    ['', 'goal', 'measured', '', 'the numbers behind it'],
    ['-', '-', '-', '-', '-'],
    ...rows.map((one) => [one.name, one.goal, one.measured, result(one), one.seen]),
  ];
  return table.map(row).join('');
}

/** Texts a second of all, beside each other. */
function describeThroughput(samples: Samples): string {
  const table = [...samples].map(([name, values]) => {
    const { median, least, most } = spreadOf(values);
    return [name, ...[median, least, most].map((value) => value.toFixed(2))];
  });
  return [['', 'median', 'least', 'most'], ['-', '-:', '-:', '-:'], ...table].map(row).join('');
}

function describeMachine(peers: Peers): string {
  const [processor] = cpus();
  const versions = Object.entries(peers).map(([name, peer]) =>
    isSkipped(peer) ? `${name} skipped: ${peer.skipped}` : peer.versions,
  );
  return [
    `${processor?.model ?? 'processor unknown'}, ${options.threads} threads; Node ${process.versions.node}`,
    ...versions,
    `load average at the end ${loadavg()
      .map((one) => one.toFixed(1))
      .join(' ')}`,
    '',
  ].join('\n');
}

async function measure(work: string): Promise<void> {
  const prepared = await prepare(work, tell);
  const { starts, service } = await startOften(prepared);
  tell('memory under load');
  const memory = await memoryUnderLoad(service, prepared);
  const stage = await openStage(prepared, service, work, options, tell);
  tell('comparing answers');
  for (const difference of await compareAnswers(stage)) tell(`NOT THE SAME: ${difference}`);
  const difference = await differenceInCompany(stage.int8, stage);
  const samples = await runRounds(stage, plan, tell);
  tell('mixed load');
  const mixed = await mixLoads(stage, plan.mixedSeconds);
  await closeStage(stage);
  const { weights } = prepared;
  const rows = goalRows({
    samples,
    peers: stage.peers,
    mixed,
    difference,
    memory,
    weights,
    starts,
  });
  process.stdout.write(
    [describeMachine(stage.peers), describe(rows), describeThroughput(samples)].join('\n'),
  );
  tell('done');
}

const work = mkdtempSync(join(tmpdir(), 'mascarilla-'));
process.once('exit', () => rmSync(work, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
await measure(work);
process.exit();
