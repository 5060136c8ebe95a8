/** Heads of requests that are too much: refused in the shape of all errors. */
import { request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { listen } from '../../src/server/listen.js';
import { buildDefault, loadingModel } from './server.js';

/** A service without a model; what it answers to a head. */
async function start(t: Test) {
  const app = await buildDefault({ models: loadingModel() });
  t.teardown(() => app.close());
  const url = await listen(app, { host: '127.0.0.1', port: 0 });
  return async (path: string, sent: readonly string[] = headers(2), method = 'GET') => {
    const reply = await new Promise<IncomingMessage>((resolve, reject) => {
      const asking = request(url + path, { method, agent: false, headers: [...sent] }, resolve);
      asking.once('error', reject).end();
    });
    const body: unknown = await json(reply);
    return { status: reply.statusCode, headers: reply.headers, body };
  };
}

/** Names and values by turns, with `host` and `connection`, which have to be there. */
const headers = (count: number): string[] => [
  ...['host', 'a', 'connection', 'close'],
  ...Array.from({ length: count - 2 }, (_, index) => [`x-${index}`, '1']).flat(),
];

void t.test('100 headers are taken, and no more', async (t) => {
  const ask = await start(t);
  t.match(await ask('/health/live', headers(100)), { status: 200 });
  for (const count of [101, 150, 1000]) {
    t.match(await ask('/health/live', headers(count)), {
      status: 431,
      headers: { 'x-content-type-options': 'nosniff' },
      body: { code: 'HEADERS_TOO_MANY', error: /more than 100 headers/, error_type: 'validation' },
    });
  }
});

void t.test('a URL has 8,000 characters at most', async (t) => {
  const ask = await start(t);
  const long = (length: number) => '/health/live?'.padEnd(length, 'a');
  t.match(await ask(long(8000)), { status: 200 });
  for (const path of [long(8001), '/'.padEnd(8001, 'a'), long(15_000)]) {
    const { status, body } = await ask(path);
    t.equal(status, 414);
    t.match(body, { code: 'URL_TOO_LONG', error: /more than 8000 characters/ });
  }
  t.match(await ask(long(17_000)), { status: 431, body: { code: 'REQUEST_MALFORMED' } });
});

void t.test('a name in a path has 256 characters at most', async (t) => {
  const ask = await start(t);
  const model = (length: number) => `/v2/models/${'m'.repeat(length)}`;
  t.match(await ask(model(256)), { status: 404, body: { error: /^No model of this name/ } });
  t.match(await ask(model(257)), { status: 414, body: { error: /more than 256 characters/ } });
});

void t.test('a head is refused before its body is looked at', async (t) => {
  const ask = await start(t);
  t.match(await ask('/embed', headers(101), 'POST'), { status: 431 });
});
