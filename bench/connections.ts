/**
 * Thousands of idle connections, clients that read nothing, and clients that send one byte at a
 * time: what a connection costs, and what others notice. Loopback only. As many connections as the
 * limit of open files allows (`ulimit -n`; both ends are here, so each needs one in either process).
 *
 *     npx tsc --build && node dist/bench/connections.js [--connections 10000] [--slow 200] [--seconds 5]
 */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from '../src/load/client.js';
import { runClosedLoop } from '../src/load/closed-loop.js';
import type { Measured } from '../src/load/tally.js';
import { Service } from './service.js';

const { values: flags } = parseArgs({
  options: {
    connections: { type: 'string', default: '10000' },
    slow: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '5' },
  },
});

/** Loopback addresses: each has ports of its own. */
const ADDRESSES = ['127.0.0.2', '127.0.0.3'];
const AT_ONCE = 200;

/** What this process needs besides. */
const SPARE_FILES = 200;

const openFiles = Number(
  /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1],
);
const wanted = Number(flags.connections);
const count = Math.min(wanted, openFiles - SPARE_FILES);
if (count < wanted) process.stdout.write(`only ${count} connections: ulimit -n is ${openFiles}\n`);

const home = mkdtempSync(join(tmpdir(), 'mascarilla-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true }));
const service = await Service.start(['--mascarilla-home', home, '--client-timeout-ms', '3600000']);
const client = new Client(service.url, 8);
const body = JSON.stringify({ inputs: 'Paciente con fiebre y tos.' });

const load = (): Promise<Measured> =>
  runClosedLoop(() => client.post('/embed', body), { clients: 8, seconds: Number(flags.seconds) });

async function open(index: number): Promise<Socket> {
  const { port } = new URL(service.url);
  const localAddress = ADDRESSES[index % ADDRESSES.length];
  const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

async function openMany(many: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < many) {
    const some = Math.min(AT_ONCE, many - sockets.length);
    const from = sockets.length;
    sockets.push(...(await Promise.all(Array.from({ length: some }, (_, at) => open(from + at)))));
  }
  return sockets;
}

function tell(what: string, { latencies, textsPerSecond, errors }: Measured): void {
  const none = Object.keys(errors).length === 0 ? '' : ` ERRORS ${JSON.stringify(errors)}`;
  process.stdout.write(
    `${what}: ${textsPerSecond.toFixed(0)} texts/s, p50 ${latencies?.p50.toFixed(1)} ms, ` +
      `p95 ${latencies?.p95.toFixed(1)} ms, ${service.memory.toFixed(0)} MB${none}\n`,
  );
}

const endAll = async (sockets: readonly Socket[]): Promise<void> => {
  for (const socket of sockets) socket.destroy();
  while ((await load()).textsPerSecond === 0);
};

await load();
tell('alone', await load());
const before = service.memory;
const idle = await openMany(count);
const each = (1000 * (service.memory - before)) / count;
process.stdout.write(`${idle.length} idle connections: ${each.toFixed(1)} KB each\n`);
tell('with them', await load());
await endAll(idle);
tell('alone again', await load());

// Each asks for more than the system keeps for a client that does not read.
const deaf = await openMany(Number(flags.slow));
for (const socket of deaf) {
  socket.pause();
  socket.write('GET /openapi.json HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(100));
}
tell(`with ${deaf.length} that read nothing`, await load());
await endAll(deaf);

const drips = await openMany(Number(flags.slow));
for (const socket of drips) socket.write('POST /embed HTTP/1.1\r\nhost: ');
const timer = setInterval(() => {
  for (const socket of drips) if (socket.writable) socket.write('a');
}, 250);
tell(`with ${drips.length} that send a byte four times a second`, await load());
clearInterval(timer);
await endAll(drips);
tell('alone at the end', await load());
client.close();
await service.stop();
process.exit();
