/**
 * A service under load for long: does its memory grow? Requests of random lengths, from a word to
 * more than the model takes; the resident memory after each two thousand of them, as a table and a
 * plot.
 *
 *     npx tsc --build && node dist/bench/soak.js [--requests N] [--plot FILE.svg] [-- FLAGS OF SERVE]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../src/evaluation/random.js';
import { Client } from '../src/load/client.js';
import { runClosedLoop } from '../src/load/closed-loop.js';
import { openModel } from '../src/package/cache.js';
import { tokenizerOf } from '../src/package/tokenizer.js';
import { fromRoot } from '../test/root.js';
import { drawMemory } from './memory-plot.js';
import { Service } from './service.js';
import { readTexts } from './texts.js';

const { values: flags, positionals } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    plot: { type: 'string', default: fromRoot('dist/bench/memory.svg') },
  },
  allowPositionals: true,
});

const CLIENTS = 16;
const STEP = 2000;
const LONGEST_WORDS = 500;

const random = seededRandom(7);
const below = (limit: number): number => Math.floor(limit * random());

const home = mkdtempSync(join(tmpdir(), 'mascarilla-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true }));
const model = await openModel(fromRoot('models/clinical-es-mini'), { home, precision: 'fp32' });
const words = readTexts(tokenizerOf(model)).flatMap(({ text }) => text.split(' '));

/** So many words from somewhere; each length as probable as twice that length. */
function randomText(): string[] {
  const length = Math.max(1, Math.round(LONGEST_WORDS ** random()));
  const from = below(words.length - length);
  return words.slice(from, from + length);
}

const bodies = {
  '/embed': () => JSON.stringify({ inputs: randomText().join(' ') }),
  '/fill-mask': () => {
    const text = randomText();
    text[below(text.length)] = '<mask>';
    return JSON.stringify({ inputs: text.join(' '), parameters: { top_k: 1 + below(20) } });
  },
} as const;

const service = await Service.start(['--mascarilla-home', home, ...positionals]);
const client = new Client(service.url, CLIENTS);
const send = (index: number) => {
  const path = index % 2 === 0 ? '/embed' : '/fill-mask';
  return client.post(path, bodies[path]());
};

const seen = [{ requests: 0, megabytes: service.memory }];
while ((seen.at(-1)?.requests ?? 0) < Number(flags.requests)) {
  const { answered, errors } = await runClosedLoop(send, { clients: CLIENTS, requests: STEP });
  if (answered !== STEP) throw new Error(`${STEP - answered} failed: ${JSON.stringify(errors)}`);
  const requests = (seen.at(-1)?.requests ?? 0) + STEP;
  seen.push({ requests, megabytes: service.memory });
  process.stderr.write(`${requests} requests, ${service.memory.toFixed(0)} MB\n`);
}
client.close();
await service.stop();

const warm = seen.filter(({ requests }) => requests >= Number(flags.requests) / 10);
const most = Math.max(...warm.map(({ megabytes }) => megabytes));
const least = Math.min(...warm.map(({ megabytes }) => megabytes));
const last = seen.at(-1)?.megabytes ?? NaN;
writeFileSync(flags.plot, drawMemory(seen));
process.stdout.write(
  `${flags.requests} requests; after the first tenth ${least.toFixed(0)} to ${most.toFixed(0)} MB, ` +
    `at the end ${last.toFixed(0)} MB. The plot is in ${flags.plot}\n`,
);
process.exit();
