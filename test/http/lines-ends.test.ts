/** How a stream of lines ends before its client does: the service closes, or the client is slow. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { listen } from '../../src/server/listen.js';
import { Models } from '../../src/server/models.js';
import { buildDefault, startServer } from './server.js';
import { LineStream, numbered } from './stream.js';

const { serving } = await startServer(t);

/** A server of its own, so that it can be closed, with the model of another. */
async function startApp(t: Test, clientTimeoutMs = 60_000) {
  const app = await buildDefault({
    models: new Models([{ name: 'mini', state: () => ({ kind: 'ready', serving }) }]),
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

const closed = ({ request }: LineStream): Promise<void> =>
  new Promise((resolve) => {
    if (request.closed) resolve();
    else request.once('close', resolve);
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
    await closed(stream);
  }
});

void t.test('who sends one byte at a time, too', async (t) => {
  const { url } = await startApp(t, TIMEOUT);
  const stream = new LineStream(url, '/embed');
  stream.request.on('error', () => undefined);
  const timer = setInterval(() => stream.request.write('x'), 20);
  t.match(await stream.rest(), [{ code: 'REQUEST_MALFORMED', line: 1 }]);
  await closed(stream);
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
