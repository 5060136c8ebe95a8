import { writeFile } from 'node:fs/promises';
import { printable } from '../checkpoint/json.js';
import { seededRandom } from '../evaluation/random.js';
import { fail, messageOf } from '../errors.js';
import { arrivals } from '../load/arrivals.js';
import { Client } from '../load/client.js';
import { runClosedLoop } from '../load/closed-loop.js';
import { runOpenLoop } from '../load/open-loop.js';
import type { Send } from '../load/outcome.js';
import { drawPlot } from '../load/plot.js';
import { bodyOf, type LoadTask } from '../load/requests.js';
import { askServer, type ServerInfo } from '../load/server.js';
import type { Measured } from '../load/tally.js';
import { parseOnlyKey } from '../server/access/keys.js';
import { readSecretFile } from '../server/secret-files.js';
import type { BenchOptions } from './bench-options.js';
import {
  describeServer,
  tableHead,
  tableNotes,
  tableRow,
  type BenchResult,
  type LoadKind,
} from './bench-report.js';
import { interruptible } from './interruptible.js';
import { findTextFile, textsOf } from './text-file.js';

/** As many texts, and characters of them, are kept in memory. */
const MAX_TEXTS = 10_000;
const MAX_CHARACTERS = 50_000_000;

/** Requests of an open loop in flight; a server that is so far behind is overloaded. */
const MAX_IN_FLIGHT = 1024;

/** Where a task is asked for, and how /info calls it. */
const routes: Readonly<Record<LoadTask, { readonly path: string; readonly task: string }>> = {
  embed: { path: '/embed', task: 'feature-extraction' },
  'fill-mask': { path: '/fill-mask', task: 'fill-mask' },
};

/** `mascarilla bench`: puts a running server under load. A first signal ends it. */
export async function bench(options: BenchOptions): Promise<void> {
  await interruptible(async (signal) => {
    const key = await readKeyFile(options.keyFile);
    const texts = await readTexts(options.data, signal);
    const info = await askServer(options.url, { key, signal });
    const bodies = bodiesOf(texts, info, options);
    const kind: LoadKind = options.rate === null ? 'clients' : 'requests/s';
    const { json } = options;
    if (!json) process.stdout.write(describeServer(info, options, texts.length) + tableHead(kind));
    const results: BenchResult[] = [];
    for (const load of options.rate ?? options.clients) {
      const showing = show(`measuring ${load} ${kind}`);
      const measured = await putUnderLoad(load, bodies, { ...options, key }, signal).finally(
        showing.end,
      );
      const result = { load, ...measured };
      results.push(result);
      if (!json) process.stdout.write(tableRow(result));
    }
    process.stdout.write(
      json ? describeJson(info, results, options, texts.length) : tableNotes(results),
    );
    if (options.plot !== null) await writePlot(options.plot, info, results, options, kind);
  }, 'before the end of the measurement');
}

interface WithKey {
  /** The API key to send; null for none. */
  readonly key: string | null;
}

/** CONFIG_INVALID, which never quotes the file. */
async function readKeyFile(path: string | null): Promise<string | null> {
  if (path === null) return null;
  const wrong = (detail: string) => fail('CONFIG_INVALID', { option: '--key-file', detail });
  const text = await readSecretFile(path).catch((error: unknown) => {
    throw wrong(messageOf(error));
  });
  try {
    return parseOnlyKey(text);
  } catch (error) {
    throw wrong(`${path}: ${messageOf(error)}`);
  }
}

async function readTexts(file: string, signal: AbortSignal): Promise<string[]> {
  const texts: string[] = [];
  let characters = 0;
  for await (const { text } of textsOf(await findTextFile(file), signal)) {
    texts.push(text);
    characters += text.length;
    if (texts.length >= MAX_TEXTS || characters >= MAX_CHARACTERS) break;
  }
  if (texts.length === 0) throw fail('DATA_EMPTY', { file });
  return texts;
}

/** TASK_UNSUPPORTED */
function bodiesOf(
  texts: readonly string[],
  { model_id: model, tasks, mask_token: mask }: ServerInfo,
  { task }: BenchOptions,
): readonly string[] {
  const wanted = routes[task].task;
  if (!tasks.includes(wanted))
    throw fail('TASK_UNSUPPORTED', { task: wanted, model: printable(model) });
  return texts.map((text) => bodyOf(task, text, mask ?? ''));
}

async function putUnderLoad(
  load: number,
  bodies: readonly string[],
  { url, key, task, rate, duration: seconds, seed }: BenchOptions & WithKey,
  signal: AbortSignal,
): Promise<Measured> {
  const client = new Client(url, rate === null ? load : MAX_IN_FLIGHT, key);
  const close = () => client.close();
  // Nobody waits for answers any more.
  signal.addEventListener('abort', close, { once: true });
  const send: Send = (index) => client.post(routes[task].path, bodies[index % bodies.length] ?? '');
  try {
    return rate === null
      ? await runClosedLoop(send, { clients: load, seconds, signal })
      : await runOpenLoop(send, {
          arrivals: arrivals(load, seededRandom(seed)),
          ...{ seconds, most: MAX_IN_FLIGHT, signal },
        });
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

/** A line on a terminal that is gone when the work has ended. */
function show(what: string): { readonly end: () => void } {
  const { stderr } = process;
  if (!stderr.isTTY) return { end: () => undefined };
  stderr.write(`${what}\r`);
  return { end: () => stderr.write('\u001b[2K') };
}

function describeJson(
  info: ServerInfo,
  loads: readonly BenchResult[],
  { url, task, rate, duration, seed }: BenchOptions,
  texts: number,
): string {
  const { model_id: model, model_dtype: precision, provider, threads } = info;
  const asked = { task, texts, duration, ...(rate === null ? {} : { seed }) };
  const loop = rate === null ? 'closed' : 'open';
  return `${JSON.stringify({ url, model, precision, provider, threads, ...asked, loop, loads }, null, 2)}\n`;
}

async function writePlot(
  file: string,
  { model_id: model, model_dtype: precision }: ServerInfo,
  results: readonly BenchResult[],
  { task }: BenchOptions,
  axis: LoadKind,
): Promise<void> {
  const points = results.map((measured) => ({ load: measured.load, measured }));
  const series = [{ name: `${model} ${precision}`, points }];
  try {
    await writeFile(file, drawPlot({ title: `/${task}`, axis, series }));
  } catch (error) {
    throw fail('CONFIG_INVALID', { option: '--plot', detail: messageOf(error) }, { cause: error });
  }
}
