/**
 * What the service makes of a model of RoBERTa-base's size, as ratios of one run: HTTP at 1 and 32
 * clients beside the engine alone, latency, memory and start. A folder of a package as an argument
 * takes that instead of a random model.
 *
 *     npm run build && npx tsc --build && node dist/bench/serving.js [PACKAGE]
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine } from '../src/engine/engine.js';
import type { Row } from '../src/engine/protocol.js';
import { countThreads } from '../src/engine/threads.js';
import { convertInto } from '../src/package/cache.js';
import { openPackage } from '../src/package/package.js';
import { tokenizerOf } from '../src/package/tokenizer.js';
import { encodeMasks, encodeStart } from '../src/text/window.js';
import { fromRoot } from '../test/root.js';
import { writeBaseCheckpoint } from './base-checkpoint.js';
import { putUnderLoad, quantile, type Measured } from './load.js';

const ROUNDS = 2;
const DURATION_MS = 5000;
const BATCH = 8;
const WINDOW = 32;
const PORT = '8099';
const URL = `http://127.0.0.1:${PORT}`;

const sentences = readFileSync(fromRoot('models/sentences-es/sentences.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .slice(0, 160);

/** A sentence with one of its words masked, the middle one. */
const masked = sentences.map((sentence) => {
  const words = sentence.split(' ');
  words[Math.floor(words.length / 2)] = '<mask>';
  return words.join(' ');
});

const tasks = { '/embed': sentences, '/fill-mask': masked } as const;
type Path = keyof typeof tasks;

/** Rows of the texts as the service makes them. */
async function rowsOf(directory: string, path: Path): Promise<Row[]> {
  const tokenizer = tokenizerOf(await openPackage(directory));
  return tasks[path].map((text) => {
    if (path === '/embed') {
      const { tokens } = encodeStart(tokenizer, text, 512);
      return { tokens, masks: [], pooling: 'mean', labels: false, states: false };
    }
    const window = encodeMasks(tokenizer, text, 512);
    if (window === null) throw new TypeError('one mask always fits');
    const masks = window.masks.map((position) => ({ kind: 'top', position, k: 5 }) as const);
    return { tokens: window.tokens, masks, pooling: null, labels: false, states: false };
  });
}

/** Batches of similar rows out of each window, as well as they can be packed. */
function idealBatches(rows: readonly Row[]): Row[][] {
  const batches: Row[][] = [];
  for (let from = 0; from < rows.length; from += WINDOW) {
    const window = rows
      .slice(from, from + WINDOW)
      .sort((a, b) => a.tokens.length - b.tokens.length);
    for (let at = 0; at < window.length; at += BATCH) batches.push(window.slice(at, at + BATCH));
  }
  return batches;
}

/** Texts a second of the engine, with one batch prefetched as in serving. */
async function runAlone(directory: string, batches: readonly (readonly Row[])[]): Promise<number> {
  const limits = { tokens: 1024, padded: false, rows: BATCH, masks: 64, rowTokens: 512, topK: 5 };
  const device = { kind: 'cpu', threads: countThreads() } as const;
  const { manifest } = await openPackage(directory);
  const { engine } = await Engine.start({ directory, ...manifest, device, limits });
  const started = performance.now();
  let next = 0;
  const feed = async () => {
    while (next < batches.length) await engine.run(batches[next++] ?? []);
  };
  await Promise.all([feed(), feed()]);
  const seconds = (performance.now() - started) / 1000;
  await engine.close();
  return batches.flat().length / seconds;
}

async function startServer(directory: string): Promise<{ child: ChildProcess; seconds: number }> {
  const started = performance.now();
  const args = ['serve', '--models', directory, '--port', PORT, '--log-level', 'error'];
  const child = spawn(process.execPath, [fromRoot('dist/src/cli.js'), ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (;;) {
    const reply = await fetch(`${URL}/health`).catch(() => null);
    await reply?.text();
    if (reply?.status === 200) return { child, seconds: (performance.now() - started) / 1000 };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await ended;
}

/** Megabytes of a process and its children, pages that they share counted once (PSS). */
function memoryOf(pid: number): number {
  const pids = [pid, ...childrenOf(pid)];
  const kilobytes = pids.map((one) =>
    Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${one}/smaps_rollup`, 'utf8'))?.[1]),
  );
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1000;
}

const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );

interface Round {
  readonly alone: number;
  readonly oneByOne: number;
  readonly one: Measured;
  readonly many: Measured;
}

async function measure(directory: string, path: Path): Promise<Round> {
  const rows = await rowsOf(directory, path);
  const alone = await runAlone(directory, idealBatches(rows));
  const oneByOne = await runAlone(
    directory,
    rows.map((row) => [row]),
  );
  const { child } = await startServer(directory);
  const load = { url: URL, path, texts: tasks[path], duration: DURATION_MS };
  const one = await putUnderLoad({ ...load, clients: 1 });
  const many = await putUnderLoad({ ...load, clients: 32 });
  await stop(child);
  return { alone, oneByOne, one, many };
}

const best = (rounds: readonly Round[], of: (round: Round) => number): number =>
  Math.max(...rounds.map(of));

async function report(directory: string, path: Path): Promise<void> {
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measure(directory, path));
  const alone = best(rounds, (round) => round.alone);
  const oneByOne = best(rounds, (round) => round.oneByOne);
  const one = best(rounds, ({ one }) => one.textsPerSecond);
  const many = best(rounds, ({ many }) => many.textsPerSecond);
  const median = Math.min(...rounds.map(({ one }) => quantile(one.latencies, 0.5)));
  console.log(
    `${path}: engine alone ${alone.toFixed(1)} texts/s packed, ${oneByOne.toFixed(1)} one by one; ` +
      `HTTP ${one.toFixed(1)} with 1 client (median ${median.toFixed(1)} ms), ` +
      `${many.toFixed(1)} with 32: ${(many / alone).toFixed(2)} × the engine packed, ` +
      `${(many / oneByOne).toFixed(2)} × one by one`,
  );
}

async function reportMemory(directory: string): Promise<void> {
  const { manifest } = await openPackage(directory);
  const weights = manifest.files.find(({ name }) => name === 'weights.bin')?.size ?? NaN;
  const { child, seconds } = await startServer(directory);
  const load = { url: URL, duration: 3000, clients: 32 };
  for (const path of ['/embed', '/fill-mask'] as const) {
    await putUnderLoad({ ...load, path, texts: tasks[path] });
  }
  const memory = memoryOf(child.pid ?? 0);
  await stop(child);
  const megabytes = weights / 1e6;
  console.log(
    `ready in ${seconds.toFixed(1)} s; memory after load ${memory.toFixed(0)} MB ` +
      `for ${megabytes.toFixed(0)} MB of weights: 1.35 × them and ${(memory - 1.35 * megabytes).toFixed(0)} MB`,
  );
}

const work = mkdtempSync(join(tmpdir(), 'mascarilla-'));
try {
  let directory = process.argv[2];
  if (directory === undefined || !existsSync(directory)) {
    writeBaseCheckpoint(join(work, 'base'));
    const target = join(work, 'package');
    directory = (await convertInto(join(work, 'base'), target, { precision: 'fp32' })).directory;
  }
  await reportMemory(directory);
  await report(directory, '/embed');
  await report(directory, '/fill-mask');
} finally {
  rmSync(work, { recursive: true, force: true });
}
