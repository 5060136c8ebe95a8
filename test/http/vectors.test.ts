import t from 'tap';
import { send, startServer } from './server.js';

const server = await startServer(t);

const ask = (accept: string, inputs: readonly string[]) =>
  fetch(`${server.url}/embed`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ inputs }),
  });

const texts = ['Dolor torácico.', 'Tos.', 'Paciente con fiebre.'];

void t.test('vectors as bytes are those of the JSON', async (t) => {
  const { body } = await server.post('/embed', { inputs: texts });
  const expected = (body as number[][]).flat();
  for (const [type, start] of [
    ['application/octet-stream', 0],
    ['application/x-npy', 128],
  ] as const) {
    const reply = await ask(type, texts);
    t.equal(reply.status, 200);
    t.equal(reply.headers.get('content-type'), type);
    t.equal(reply.headers.get('x-embedding-shape'), '3,256');
    t.equal(reply.headers.get('content-encoding'), null, 'floats are not worth compressing');
    t.match(reply.headers.get('x-compute-tokens'), /^\d+$/, 'the other headers are there');
    const bytes = Buffer.from(await reply.arrayBuffer());
    t.equal(bytes.length, start + 3 * 256 * 4);
    t.equal(reply.headers.get('content-length'), String(bytes.length));
    t.ok(
      expected.every((value, at) => Math.abs(bytes.readFloatLE(start + at * 4) - value) < 1e-6),
      type,
    );
  }
});

void t.test('a text that was cut is told there too', async (t) => {
  const reply = await ask('application/octet-stream', ['Tos.', 'Dolor torácico. '.repeat(300)]);
  t.equal((await reply.arrayBuffer()).byteLength, 2 * 256 * 4);
  t.equal(reply.headers.get('x-truncated-inputs'), '1');
});

void t.test('whatever else is accepted, the answer is JSON', async (t) => {
  for (const accept of ['image/png', '*/*', 'text/html, */*;q=0.8', 'application/json;q=0', ',']) {
    const reply = await ask(accept, ['Tos.']);
    t.equal(reply.headers.get('content-type'), 'application/json; charset=utf-8', accept);
    t.equal(reply.headers.get('x-embedding-shape'), null);
    t.match(await reply.json(), [[Number]]);
  }
});

void t.test('errors are JSON', async (t) => {
  const { status, body, headers } = await send(`${server.url}/embed`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/x-npy' },
    body: '{"inputs":""}',
  });
  t.equal(status, 400);
  t.match(headers.get('content-type'), 'application/json');
  t.match(body, { code: 'INPUT_EMPTY' });
});
