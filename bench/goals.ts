/**
 * Measures the service on a model of RoBERTa-base's size against its goals, beside others that do
 * the same where they are installed. Random weights: they have no sense, but the cost of real ones.
 *
 *     npm run bench -- [--quick] [--python PATH] [--transformers-js FOLDER] [--plot FILE.svg]
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { countThreads } from '../src/engine/threads.js';
import { fromRoot } from '../test/root.js';
import { goalRows } from './goal-rows.js';
import type { PeerOptions } from './peers.js';
import { CLIENTS, load, runRounds } from './rounds.js';
import { describeGoals, describeMachine, describeSamples } from './report.js';
import type { Service } from './service.js';
import { compareAnswers, differenceInCompany, mixLoads } from './singles.js';
import { closeStage, openStage, prepare, startService, type Prepared } from './stage.js';
import { sweep } from './sweep.js';
import { deal } from './texts.js';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    python: { type: 'string', default: 'python3' },
    'transformers-js': { type: 'string', default: '.' },
    plot: { type: 'string', default: fromRoot('dist/bench/loads.svg') },
  },
});

/** The quick run fits into three minutes on two cores. */
const plan = flags.quick
  ? { rounds: 3, lastRoundAt: 95, texts: 192, mixedSeconds: 5, sweepTexts: 48, starts: 2 }
  : { rounds: 7, lastRoundAt: Infinity, texts: 288, mixedSeconds: 20, sweepTexts: 288, starts: 5 };

const options: PeerOptions = {
  python: flags.python,
  transformersJs: flags['transformers-js'],
  threads: countThreads(),
};

const begun = performance.now();

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

async function measure(work: string): Promise<void> {
  const prepared = await prepare(work, tell);
  const { starts, service } = await startOften(prepared);
  tell('memory under load');
  const memory = await memoryUnderLoad(service, prepared);
  const stage = await openStage(prepared, service, work, options, tell);
  tell('comparing answers');
  for (const difference of await compareAnswers(stage)) tell(`NOT THE SAME: ${difference}`);
  const difference = await differenceInCompany(stage.int8, stage);
  const mayBegin = () => performance.now() - begun < 1000 * plan.lastRoundAt;
  const samples = await runRounds(stage, { ...plan, mayBegin }, tell);
  tell('mixed load');
  const mixed = await mixLoads(stage, plan.mixedSeconds);
  tell('a plot of loads');
  writeFileSync(flags.plot, await sweep(stage, plan.sweepTexts));
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
    [
      describeMachine(stage.peers, options.threads, samples),
      describeGoals(rows),
      describeSamples(samples),
      `The plot is in ${flags.plot}\n`,
    ].join('\n'),
  );
  tell('done');
}

const work = mkdtempSync(join(tmpdir(), 'mascarilla-'));
process.once('exit', () => rmSync(work, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
await measure(work);
process.exit();
