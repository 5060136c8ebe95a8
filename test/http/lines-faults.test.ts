/** Streams of lines whose client does not read or goes, whose queue is full or engine dies. */
import type { ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import t from 'tap';
import { spawnEngine, type Spawn } from '../../src/engine/spawn.js';
import type { Serving } from '../../src/server/serving.js';
import { startServer } from './server.js';
import { askLines, LineStream, numbered } from './stream.js';

const home = t.testdir();
const flags = { mascarillaHome: home };

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

/** Resolves when a number has not changed for two seconds. */
async function untilSteady(read: () => number): Promise<number> {
  let before = -1;
  for (let same = 0; same < 4; before = read()) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    same = read() === before ? same + 1 : 0;
  }
  return before;
}

void t.test('one stream and its company', async (t) => {
  const { url, serving, post } = await startServer(t, flags);
  const seen = watch(serving);

  await t.test('a client that does not read stops the server, and then goes on', async (t) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    t.teardown(() => socket.destroy());
    socket.pause();
    socket.setEncoding('utf8');
    const count = 1000;
    const line = { inputs: 'Dolor <mask>.', parameters: { top_k: 1000 } };
    const body = Array.from({ length: count }, (_, id) => `${JSON.stringify({ ...line, id })}\n`);
    socket.write(
      'POST /fill-mask HTTP/1.1\r\nhost: a\r\nconnection: close\r\n' +
        'content-type: application/x-ndjson\r\n' +
        `content-length: ${body.join('').length}\r\n\r\n${body.join('')}`,
    );
    const stopped = await untilSteady(() => seen.submitted);
    // Answers are 80 KB each: what the system keeps for both sides, and 64 KB.
    t.ok(stopped < count, `${stopped} lines of ${count} were begun`);
    t.ok(seen.most < 100, `${seen.most} at once`);
    const ids: number[] = [];
    for await (const chunk of socket) {
      ids.push(...[...String(chunk).matchAll(/"id":(\d+),/g)].map(([, id]) => Number(id)));
      if (ids.length > stopped) break;
    }
    t.strictSame(ids, [...ids.keys()]);
    t.ok(ids.length > stopped, 'it went on');
  });

  await t.test('who hangs up is not computed for', async (t) => {
    seen.submitted = 0;
    const stream = new LineStream(url, '/embed');
    stream.request.on('error', () => undefined);
    stream.request.write(numbered(5000).join(''));
    await stream.next();
    stream.request.destroy();
    const stopped = await untilSteady(() => seen.submitted);
    t.ok(stopped < 5000, `${stopped} lines were begun`);
    t.equal(seen.open, 0);
  });

  await t.test('others are answered in the midst of a stream', async (t) => {
    seen.submitted = 0;
    const stream = new LineStream(url, '/embed');
    stream.request.end(numbered(700, 'Paciente con tos y fiebre alta.').join(''));
    await stream.next();
    t.equal((await post('/embed', { inputs: 'Dolor torácico.' })).status, 200);
    t.ok(seen.submitted < 600, `after ${seen.submitted} lines`);
    t.equal((await stream.rest()).length, 699);
  });
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
  stream.request.end(numbered(600).join(''));
  const first = await stream.next();
  engines.at(-1)?.kill('SIGKILL');
  const replies = [first, ...(await stream.rest())];
  t.equal(replies.length, 600);
  t.strictSame(
    replies.filter(({ output }) => !Array.isArray(output)),
    [],
  );
  t.equal(engines.length, 2);
});
