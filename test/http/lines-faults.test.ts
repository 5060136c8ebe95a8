/** Streams of lines whose client is slow or goes, whose server is full, closes or loses its engine. */
import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { spawnEngine, type Spawn } from '../../src/engine/spawn.js';
import { createLogger } from '../../src/log.js';
import { buildApp } from '../../src/server/app.js';
import { listen } from '../../src/server/listen.js';
import type { Serving } from '../../src/server/serving.js';
import { startServer } from './server.js';
import { askLines, LineStream } from './stream.js';

const home = t.testdir();
const flags = { mascarillaHome: home };

const numbered = (count: number, text = 'tos') =>
  Array.from({ length: count }, (_, id) => `${JSON.stringify({ inputs: text, id })}\n`);

/** Rows that were submitted, and how many of them at most were open at a time. */
function watch({ model: { batcher } }: Serving) {
  const seen = { submitted: 0, open: 0, most: 0 };
  const submit = batcher.submit.bind(batcher);
  batcher.submit = async (...args) => {
    seen.submitted += 1;
    seen.open += 1;
    seen.most = Math.max(seen.most, seen.open);
    return submit(...args).finally(() => (seen.open -= 1));
  };
  return seen;
}

/** Resolves when a number has not changed for a while. */
async function untilSteady(read: () => number): Promise<number> {
  for (let before = -1; ;) {
    const now = read();
    if (now === before) return now;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

void t.test('a client that does not read stops the server, and then goes on', async (t) => {
  const { url, serving } = await startServer(t, flags);
  const seen = watch(serving);
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  t.teardown(() => socket.destroy());
  socket.pause();
  socket.setEncoding('utf8');
  const count = 4000;
  const body = numbered(count).join('');
  socket.write(
    'POST /embed HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/x-ndjson\r\n' +
      `content-length: ${body.length}\r\n\r\n`,
  );
  socket.write(body);
  const stopped = await untilSteady(() => seen.submitted);
  // Answers are 3 KB each: what the system keeps for both sides, and 64 KB.
  t.ok(stopped < count, `${stopped} lines of ${count} were begun`);
  t.ok(seen.most < 1000, `${seen.most} at once`);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  const ids = [...text.matchAll(/\{"id":(\d+),/g)].map(([, id]) => Number(id));
  t.strictSame(ids, [...ids.keys()]);
  t.equal(ids.length, count);
});

void t.test('who hangs up is not computed for', async (t) => {
  const { url, serving } = await startServer(t, flags);
  const seen = watch(serving);
  const stream = new LineStream(url, '/embed');
  stream.request.on('error', () => undefined);
  stream.request.write(numbered(5000).join(''));
  await stream.next();
  stream.request.destroy();
  const stopped = await untilSteady(() => seen.submitted);
  t.ok(stopped < 5000, `${stopped} lines were begun`);
  t.equal(seen.open, 0);
});

void t.test('others are answered in the midst of a stream', async (t) => {
  const { url, serving, post } = await startServer(t, flags);
  const seen = watch(serving);
  const stream = new LineStream(url, '/embed');
  stream.request.end(numbered(2500, 'Paciente con tos y fiebre alta.').join(''));
  await stream.next();
  t.equal((await post('/embed', { inputs: 'Dolor torácico.' })).status, 200);
  t.ok(seen.submitted < 2000, `after ${seen.submitted} lines`);
  t.equal((await stream.rest()).length, 2499);
});

void t.test('a full queue is waited for', async (t) => {
  const { url } = await startServer(t, { ...flags, maxQueuedTokens: '20' });
  const replies = await askLines(url, '/embed', numbered(300).join(''));
  t.strictSame(
    replies.map(({ id, output }) => [id, Array.isArray(output)]),
    replies.map((_, index) => [index, true]),
  );
  t.equal(replies.length, 300);
});

void t.test('unless the client has said how long it may take', async (t) => {
  const { url } = await startServer(t, { ...flags, maxQueuedTokens: '20' });
  const stream = new LineStream(url, '/embed', { 'x-request-timeout-ms': '60000' });
  stream.request.end(numbered(300).join(''));
  const codes = new Set((await stream.rest()).map(({ code }) => code));
  t.ok(codes.has('OVERLOADED'));
});

void t.test('an engine that dies is waited for', async (t) => {
  const engines: ChildProcess[] = [];
  const spawn: Spawn = () => {
    const child = spawnEngine();
    engines.push(child);
    return child;
  };
  const { url } = await startServer(t, flags, { spawn });
  const stream = new LineStream(url, '/embed');
  stream.request.end(numbered(1500).join(''));
  const first = await stream.next();
  engines.at(-1)?.kill('SIGKILL');
  const replies = [first, ...(await stream.rest())];
  t.equal(replies.length, 1500);
  t.strictSame(
    replies.filter(({ output }) => !Array.isArray(output)),
    [],
  );
  t.equal(engines.length, 2);
});

const { serving } = await startServer(t, flags);

/** A server of its own, so that it can be closed, with the model of another. */
async function startApp(t: Test, clientTimeoutMs = 60_000) {
  const app = await buildApp({
    find: () => serving,
    logger: createLogger('silent'),
    maxBodyBytes: 2000,
    clientTimeoutMs,
  });
  t.teardown(() => app.close());
  return { app, url: await listen(app, { host: '127.0.0.1', port: 0 }) };
}

void t.test('closing answers what was begun, says so, and ends', async (t) => {
  const { app, url } = await startApp(t);
  const stream = new LineStream(url, '/embed');
  stream.request.on('error', () => undefined);
  stream.request.write(numbered(5000).join(''));
  const first = await stream.next();
  const closed = app.close();
  const replies = [first, ...(await stream.rest())];
  await closed;
  const last = replies.pop();
  t.match(last, { code: 'SHUTTING_DOWN', line: replies.length + 1, error: String });
  t.strictSame(
    replies.map(({ id, output }) => [id, Array.isArray(output)]),
    replies.map((_, index) => [index, true]),
  );
  t.ok(replies.length < 5000, `${replies.length} were answered`);
});

void t.test('closing ends a stream that waits for its client', async (t) => {
  const { app, url } = await startApp(t);
  const stream = new LineStream(url, '/embed');
  stream.request.on('error', () => undefined);
  stream.send('tos');
  await stream.next();
  const closed = app.close();
  t.match(await stream.rest(), [{ code: 'SHUTTING_DOWN', line: 2 }]);
  await closed;
});

const TIMEOUT = 400;

void t.test('a stream may take longer than a request', async (t) => {
  const { url } = await startApp(t, TIMEOUT);
  const stream = new LineStream(url, '/embed');
  for (let id = 0; id < 8; id += 1) {
    stream.send({ inputs: 'tos', id });
    t.equal((await stream.next()).id, id);
    await new Promise((resolve) => setTimeout(resolve, TIMEOUT / 4));
  }
  stream.end();
  t.strictSame(await stream.rest(), []);
});

void t.test('who sends no whole line is told, and cut off', async (t) => {
  const { url } = await startApp(t, TIMEOUT);
  for (const rest of ['', '"to']) {
    const stream = new LineStream(url, '/embed');
    stream.request.on('error', () => undefined);
    stream.request.write(`"tos"\n${rest}`);
    await stream.next();
    t.match(await stream.rest(), [{ code: 'REQUEST_MALFORMED', line: 2 }]);
    await once(stream.request, 'close');
  }
});

void t.test('who sends one byte at a time, too', async (t) => {
  const { url } = await startApp(t, TIMEOUT);
  const stream = new LineStream(url, '/embed');
  stream.request.on('error', () => undefined);
  const timer = setInterval(() => stream.request.write('x'), 20);
  t.match(await stream.rest(), [{ code: 'REQUEST_MALFORMED', line: 1 }]);
  await once(stream.request, 'close');
  clearInterval(timer);
});

void t.test('who reads nothing is cut off', async (t) => {
  const { app, url } = await startApp(t, TIMEOUT);
  const accepted = once(app.server, 'connection');
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  t.teardown(() => socket.destroy());
  socket.on('error', () => undefined);
  socket.pause();
  socket.write(
    'POST /embed HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-ndjson\r\n' +
      'transfer-encoding: chunked\r\n\r\n',
  );
  const lines = numbered(4000).join('');
  socket.write(`${lines.length.toString(16)}\r\n${lines}\r\n`);
  const [connection] = (await accepted) as [Socket];
  if (!connection.closed) await once(connection, 'close');
  t.pass('by the server');
});
