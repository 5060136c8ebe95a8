import t from 'tap';
import { Client } from '../../src/load/client.js';
import { runClosedLoop } from '../../src/load/closed-loop.js';
import { startFake, told } from './fake-server.js';

const once = async (url: string, body = '{}') => {
  const client = new Client(url, 1);
  const outcome = await client.post('/embed', body);
  client.close();
  return outcome;
};

void t.test('an answer with its cost', async (t) => {
  const { url, bodies } = await startFake(t, (_, reply) => reply.writeHead(200, told).end('[[1]]'));
  t.strictSame(await once(url, '{"inputs":"¿niño?"}'), {
    kind: 'answered',
    told: { tokens: 7, queueMs: 1.5, inferenceMs: 20 },
  });
  t.same(bodies, ['{"inputs":"¿niño?"}'], 'the length is one of bytes');
});

void t.test('a key is sent with each request, where there is one', async (t) => {
  const sent: (string | undefined)[] = [];
  const { url } = await startFake(t, (_, reply, { headers }) => {
    sent.push(headers.authorization);
    reply.writeHead(200).end();
  });
  const client = new Client(url, 1, 'a-key');
  await client.post('/embed', '{}');
  await client.post('/embed', '{}');
  client.close();
  await once(url);
  t.strictSame(sent, ['Bearer a-key', 'Bearer a-key', undefined]);
});

void t.test('the path is added to the address, whatever its own path', async (t) => {
  const { url } = await startFake(t, (_, reply, request) =>
    reply.writeHead(request.url === '/prefix/embed' ? 200 : 404).end(),
  );
  t.match(await once(`${url}/prefix`), { kind: 'answered' });
});

void t.test('a server that tells no cost, or not all of it', async (t) => {
  for (const headers of [{}, { ...told, 'x-queue-time': 'soon' }]) {
    const { url } = await startFake(t, (_, reply) => reply.writeHead(200, headers).end());
    t.strictSame(await once(url), { kind: 'answered', told: null });
  }
});

void t.test('what is not 200 is refused, with its status', async (t) => {
  for (const status of [204, 301, 404, 429, 503]) {
    const { url } = await startFake(t, (_, reply) => reply.writeHead(status, told).end());
    t.strictSame(await once(url), { kind: 'refused', status });
  }
});

void t.test('answers that break off, and servers that are not there', async (t) => {
  const broken = await startFake(t, (_, reply) => reply.destroy());
  t.strictSame(await once(broken.url), { kind: 'failed', code: 'ECONNRESET' });
  const half = await startFake(t, (_, reply) => {
    reply.writeHead(200, { 'content-length': '100' }).write('[');
    setImmediate(() => reply.destroy());
  });
  t.strictSame(await once(half.url), { kind: 'failed', code: 'ECONNRESET' });
  t.match(await once('http://127.0.0.1:1'), { kind: 'failed', code: 'ECONNREFUSED' });
});

void t.test('connections stay open, one for each client', async (t) => {
  const fake = await startFake(t, (_, reply) => reply.writeHead(200).end('x'.repeat(50_000)));
  const client = new Client(fake.url, 4);
  const send = (index: number) => client.post('/embed', `{"inputs":${index}}`);
  const { answered, errors } = await runClosedLoop(send, { clients: 4, requests: 80 });
  client.close();
  t.strictSame(errors, {});
  t.equal(answered, 80);
  t.equal(new Set(fake.bodies).size, 80);
  t.ok(fake.connections() <= 4, String(fake.connections()));
});

void t.test('closing fails what is in flight', async (t) => {
  const abort = new AbortController();
  const { url } = await startFake(t, () => abort.abort());
  const client = new Client(url, 2);
  abort.signal.addEventListener('abort', () => client.close());
  t.match(await client.post('/embed', '{}'), { kind: 'failed' });
});
