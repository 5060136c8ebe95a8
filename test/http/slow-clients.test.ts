/** Clients that are slow, on bare sockets: they are cut off, and nobody else notices. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { listen } from '../../src/server/listen.js';
import { buildDefault, loadingModel, startServer } from './server.js';

/** Milliseconds. */
const TIMEOUT = 300;

function open(t: Test, url: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  t.teardown(() => socket.destroy());
  // What is written after the end is lost, as it should be.
  socket.on('error', () => undefined);
  return socket;
}

/** All that comes until the other side ends the connection. */
async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

/** Sends a start, and then one byte after the other for as long as it can. */
function drip(t: Test, url: string, start: string): Promise<string> {
  const socket = open(t, url);
  socket.write(start);
  const timer = setInterval(() => socket.writable && socket.write('x'), 20);
  return readAll(socket).finally(() => clearInterval(timer));
}

const EMBED = 'POST /embed HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n';

void t.test('who sends one byte at a time is cut off, and others are served', async (t) => {
  const { url, post } = await startServer(t, { clientTimeoutMs: String(TIMEOUT) });
  const slow = [
    ...Array.from({ length: 20 }, () => drip(t, url, 'GET /health HTTP/1.1\r\nhost: ')),
    ...Array.from({ length: 20 }, () => drip(t, url, `${EMBED}content-length: 9999\r\n\r\n{`)),
  ];
  const state = { over: false };
  const ended = Promise.all(slow).finally(() => (state.over = true));
  let served = 0;
  while (!state.over) {
    const { status } = await post('/embed', { inputs: 'Dolor torácico.' });
    t.equal(status, 200);
    served += 1;
  }
  t.ok(served > 0, `${served} others were served in the meantime`);
  for (const reply of await ended) {
    t.match(reply, /^HTTP\/1\.1 408 Request Timeout\r\n[^]*"code":"REQUEST_MALFORMED"/);
  }
});

void t.test('who sends nothing, or stops in the middle, is cut off', async (t) => {
  const { url } = await startServer(t, { clientTimeoutMs: String(TIMEOUT) });
  for (const start of ['', 'GET /hea', `${EMBED}content-length: 100\r\n\r\n{"inp`]) {
    const socket = open(t, url);
    socket.write(start);
    await readAll(socket);
    t.pass(JSON.stringify(start));
  }
});

void t.test('an answer may take longer than a client', async (t) => {
  const { url, serving } = await startServer(t, { clientTimeoutMs: String(TIMEOUT) });
  const { batcher } = serving.model;
  const submit = batcher.submit.bind(batcher);
  batcher.submit = async (...args) => {
    await wait(3 * TIMEOUT);
    return submit(...args);
  };
  const body = '{"inputs":"Dolor"}';
  const socket = open(t, url);
  socket.write(`${EMBED}connection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  t.match(await readAll(socket), /^HTTP\/1\.1 200 OK\r\n/);
});

void t.test('who does not read is cut off, and not everything is answered for it', async (t) => {
  let asked = 0;
  const app = await buildDefault({
    models: loadingModel(() => (asked += 1)),
    clientTimeoutMs: TIMEOUT,
  });
  t.teardown(() => app.close());
  const url = await listen(app, { host: '127.0.0.1', port: 0 });
  const socket = open(t, url);
  const requests = 300_000;
  // Its answers would be some 100 MB.
  socket.write('GET /health HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(requests));
  await new Promise((resolve) => socket.once('close', resolve));
  t.ok(asked > 0 && asked < requests / 2, `${asked} of ${requests} were looked at`);
});

void t.test('of requests sent far ahead of their answers, a few are answered', async (t) => {
  const app = await buildDefault({ models: loadingModel(), clientTimeoutMs: 60_000 });
  t.teardown(() => app.close());
  const url = await listen(app, { host: '127.0.0.1', port: 0 });
  const socket = open(t, url);
  // Otherwise every one of them, a few bytes each, would hold some 100 KB in memory.
  socket.write('GET /openapi.json HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(1000));
  const replies = (await readAll(socket)).split('HTTP/1.1 ').slice(1);
  t.equal(replies.length, 16);
  t.ok(replies.every((reply) => reply.startsWith('200 OK')));
  t.match(replies.at(-1), /^connection: close\r$/im);
});

void t.test('idle connections are kept for longer than load balancers do', async (t) => {
  const { url } = await startServer(t, { clientTimeoutMs: String(TIMEOUT) });
  const socket = open(t, url);
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  const ask = async () => {
    socket.write('GET /health HTTP/1.1\r\nhost: a\r\n\r\n');
    await once(socket, 'data');
  };
  await ask();
  t.match(text, /\r\nkeep-alive: timeout=7\d\r\n/i);
  await wait(2 * TIMEOUT);
  await ask();
  t.equal(text.match(/HTTP\/1\.1 200 OK/g)?.length, 2, 'its own timeout is for clients that owe');
});
