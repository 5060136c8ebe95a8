/**
 * Bytes that are nearly HTTP, or nothing like it, on bare connections: every answer is well-formed,
 * the service goes on to answer right, and keeps nothing of it in memory. FUZZ_SEED repeats a run.
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { seededRandom } from '../../src/evaluation/random.js';
import { Running } from '../commands/cli.js';
import { fromRoot } from '../root.js';
import { readAnswers } from './answers.js';

const CONNECTIONS = 3000;
const AT_ONCE = 24;

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const random = seededRandom(seed);
const below = (limit: number) => Math.floor(random() * limit);
const oneOf = <Value>(values: readonly Value[]): Value => values[below(values.length)] as Value;

const running = new Running([
  ...['serve', '--port', '0', '--log-level', 'error', '--threads', '1'],
  ...['--mascarilla-home', join(t.testdir(), 'home'), '--client-timeout-ms', '2000'],
  ...['--models', fromRoot('test/golden/roberta-mlm')],
]);
t.teardown(() => running.child.kill('SIGKILL'));
const [, url = ''] = await running.until(/ on (http:\S+)\n[^]*curl .*\n\n/);
const { hostname, port } = new URL(url);

const post = (path: string, body: string, headers = `content-length: ${Buffer.byteLength(body)}`) =>
  `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n${headers}\r\n\r\n${body}`;

const BODY = '{"inputs":["Fiebre y tos.","Dolor."]}';
const CHUNKED = `12\r\n${BODY.slice(0, 18)}\r\n${(BODY.length - 18).toString(16)}\r\n${BODY.slice(18)}\r\n0\r\n\r\n`;

const valid: readonly string[] = [
  'GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET /info HTTP/1.1\r\nhost: a\r\naccept-encoding: br\r\nconnection: close\r\n\r\n',
  'GET /openapi.json HTTP/1.0\r\n\r\n',
  'GET http://a/v1/models?x=%20 HTTP/1.1\r\nhost: a\r\n\r\n',
  'OPTIONS /embed HTTP/1.1\r\nhost: a\r\norigin: https://a.example\r\n\r\n',
  post('/embed', BODY),
  post('/embed_all', BODY),
  post('/fill-mask', '{"inputs":"Dolor <mask>."}'),
  post('/v1/embeddings', '{"input":"tos"}'),
  post('/tokenize', CHUNKED, 'transfer-encoding: chunked'),
  post('/embed', BODY, `content-length: ${BODY.length}\r\nexpect: 100-continue`),
];

/** What requests that mean to be understood in two ways look like, and other known tricks. */
const tricks: readonly (() => string)[] = [
  () => post('/embed', CHUNKED, `content-length: ${below(60)}\r\ntransfer-encoding: chunked`),
  () => post('/embed', CHUNKED, `transfer-encoding: chunked\r\ntransfer-encoding: identity`),
  () => post('/embed', CHUNKED, `transfer-encoding: xchunked`),
  () => post('/embed', CHUNKED, `transfer-encoding:\u000bchunked`),
  () => post('/embed', BODY, `content-length: ${BODY.length}\r\ncontent-length: ${below(40)}`),
  () =>
    post(
      '/embed',
      BODY,
      `content-length: ${oneOf(['-1', '+5', '1e3', '0x10', '9'.repeat(30), ''])}`,
    ),
  () =>
    post(
      '/embed',
      `${oneOf(['zz', '-1', 'f'.repeat(20), '5;a=b', ''])}\r\n{}\r\n0\r\n\r\n`,
      'transfer-encoding: chunked',
    ),
  () => `GET /${'a'.repeat(below(40_000))} HTTP/1.1\r\nhost: a\r\n\r\n`,
  () => `GET /info HTTP/1.1\r\nhost: a\r\n${'x: y\r\n'.repeat(below(4000))}\r\n`,
  () => `GET /info HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(below(40_000))}\r\n\r\n`,
  () => 'GET /info HTTP/1.1\r\nhost: a\r\nx: a\r\n folded\r\n\r\n',
  () => 'GET /info HTTP/1.1\nhost: a\n\n',
  () => 'GET /info\r\n\r\n',
  () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  () => `GET /info HTTP/${below(10)}.${below(10)}\r\nhost: a\r\n\r\n`,
  () => 'CONNECT a:80 HTTP/1.1\r\nhost: a\r\n\r\n',
  () => 'GET /info HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
  () => 'GET /info\u0000 HTTP/1.1\r\nhost: a\r\n\r\n',
  () => post('/embed', '['.repeat(below(100_000))),
  () => post('/embed', `{"inputs":${'['.repeat(50_000)}${']'.repeat(50_000)}}`),
  () => String.fromCharCode(22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3),
];

/** One change to bytes: flipped, taken out, put in, twice, or cut. */
function mutate(bytes: Buffer): Buffer {
  const at = below(bytes.length);
  const to = at + below(Math.min(40, bytes.length - at));
  const rest = bytes.subarray(to);
  switch (below(5)) {
    case 0: {
      const changed = Buffer.from(bytes);
      changed[at] = below(256);
      return changed;
    }
    case 1:
      return Buffer.concat([bytes.subarray(0, at), rest]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), randomBytes(1 + below(20)), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
    default:
      return bytes.subarray(0, at);
  }
}

const randomBytes = (count: number) => Buffer.from(Array.from({ length: count }, () => below(256)));

/** What one connection sends. */
function nextBytes(): Buffer {
  if (below(20) === 0) return randomBytes(1 + below(3000));
  const requests = Array.from({ length: 1 + below(4) }, () =>
    below(3) === 0 ? oneOf(tricks)() : oneOf(valid),
  );
  let bytes: Buffer = Buffer.from(requests.join(''), 'latin1');
  for (let change = below(4); change > 0 && bytes.length > 0; change -= 1) bytes = mutate(bytes);
  return bytes;
}

/** Sends bytes, in two parts, and gives all that comes back until the server closes. */
async function send(bytes: Buffer): Promise<Buffer> {
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  const cut = below(bytes.length + 1);
  socket.write(bytes.subarray(0, cut));
  setImmediate(() => socket.end(bytes.subarray(cut)));
  socket.on('end', () => socket.destroy());
  await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(chunks);
}

/** Megabytes that the serving process has in memory. */
const memory = (): number => {
  const status = readFileSync(`/proc/${running.child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
};

async function embed(): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(`${url}/embed`, { method: 'POST', headers, body: BODY });
  return reply.json();
}

/** Sends what `CONNECTIONS / 2` connections send; gives how often each status was answered. */
async function fuzz(connections: number, wrong: string[]): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  let left = connections;
  const client = async () => {
    while (left-- > 0) {
      const bytes = nextBytes();
      const received = await send(bytes);
      try {
        for (const { status } of readAnswers(received)) {
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      } catch (error) {
        wrong.push(`${String(error)}: ${JSON.stringify(bytes.toString('latin1'))}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  return statuses;
}

void t.test(`with seed ${seed}`, { timeout: 240_000 }, async (t) => {
  const expected = await embed();
  const wrong: string[] = [];
  await fuzz(CONNECTIONS / 2, wrong);
  const before = memory();
  const statuses = await fuzz(CONNECTIONS / 2, wrong);
  t.comment(`seed ${seed}:`, Object.fromEntries([...statuses].sort(([a], [b]) => a - b)));
  t.same(wrong.slice(0, 5), [], 'every answer is well-formed');
  t.notOk(statuses.has(500), 'nothing failed inside');
  for (const status of [200, 400, 404, 431]) t.ok(statuses.has(status), `some were ${status}`);
  t.same(await embed(), expected, 'and it computes as before');
  const grown = memory() - before;
  t.ok(grown < 100, `memory grew by ${Math.round(grown)} MB in the second half`);
  t.equal(running.child.exitCode, null);
  t.equal(running.stderr, '', 'and logged no error');
});
