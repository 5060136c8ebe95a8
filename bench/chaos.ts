/**
 * Mixed load while engines are killed with SIGKILL, SIGSEGV and SIGABRT, or hang (SIGSTOP), and
 * clients hang up: is anything lost, crossed, or answered twice?
 *
 *     npx tsc --build && node dist/bench/chaos.js [--seconds 60] [--clients 64] [--seed N]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../src/evaluation/random.js';
import { runChaos } from '../test/http/chaos.js';
import { Service } from './service.js';

const { values: flags } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    clients: { type: 'string', default: '64' },
    seed: { type: 'string', default: '1' },
  },
});

const home = mkdtempSync(join(tmpdir(), 'mascarilla-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true }));
const service = await Service.start([
  ...['--mascarilla-home', home, '--devices', 'cpu:2x1'],
  ...['--engine-timeout-ms', '1000', '--start-timeout-ms', '20000', '--log-level', 'fatal'],
]);
const account = await runChaos({
  url: service.url,
  engines: () => service.engines,
  clients: Number(flags.clients),
  seconds: Number(flags.seconds),
  killEveryMs: 3000,
  random: seededRandom(Number(flags.seed)),
});
await service.stop();

const { sent, right, refused, blamed, hungUp, kills, ...bad } = account;
const counts = Object.entries(bad).map(([name, list]) => [name, list.length]);
const rows = [
  ['accepted (sent by clients who stayed)', sent],
  ['answered right', right],
  ['refused, to be tried again (429, 503)', refused],
  ['refused for good (there at two kills)', blamed],
  ...counts,
  ['clients who hung up, besides', hungUp],
  ...Object.entries(kills).map(([signal, count]) => [`engines ended by ${signal}`, count]),
];
process.stdout.write(
  rows.map(([name, count]) => `${String(count).padStart(8)}  ${name}\n`).join(''),
);
for (const what of Object.values(bad).flat().slice(0, 20)) process.stderr.write(`${what}\n`);
process.exit(Object.values(bad).flat().length === 0 && sent === right + refused + blamed ? 0 : 1);
