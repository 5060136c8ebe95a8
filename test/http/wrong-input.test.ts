/** Whatever is sent, the answer is a clear 4xx or right, it comes quickly, and the service lives on. */
import { connect } from 'node:net';
import t, { type Test } from 'tap';
import { send, startServer, type TestReply } from './server.js';

void t.test('wrong and large input', async (t) => {
  const { url, post } = await startServer(t);

  /** Asserts the one shape of errors. */
  const refused = (t: Test, reply: TestReply) => {
    t.match(reply.body, { error: /\.$/, error_type: /^[a-z_]+$/, code: /^[A-Z_]+$/ });
    const { request_id: id } = reply.body as { request_id: string };
    t.equal(id, reply.headers.get('x-request-id'));
  };

  const cases: readonly (readonly [string, string, unknown, number, string])[] = [
    ['no inputs', '/fill-mask', {}, 422, 'REQUEST_INVALID'],
    ['inputs of null', '/fill-mask', { inputs: null }, 422, 'REQUEST_INVALID'],
    ['inputs of another type', '/embed', { inputs: 7 }, 422, 'REQUEST_INVALID'],
    ['a list with another type', '/embed', { inputs: ['a', 7] }, 422, 'REQUEST_INVALID'],
    ['a body that is no object', '/embed', '"text"', 422, 'REQUEST_INVALID'],
    ['an unknown key', '/embed', { inputs: 'a', pool: 'cls' }, 422, 'REQUEST_INVALID'],
    ['an unknown parameter', '/fill-mask', withParameters({ k: 1 }), 422, 'REQUEST_INVALID'],
    ['an unknown pooling', '/embed', { inputs: 'a', pooling: 'min' }, 422, 'REQUEST_INVALID'],
    ['a number as a string', '/fill-mask', withParameters({ top_k: '5' }), 422, 'REQUEST_INVALID'],
    ['top_k of 0', '/fill-mask', withParameters({ top_k: 0 }), 422, 'REQUEST_INVALID'],
    ['top_k of 1.5', '/fill-mask', withParameters({ top_k: 1.5 }), 422, 'REQUEST_INVALID'],
    ['top_k above all', '/fill-mask', withParameters({ top_k: 16001 }), 422, 'TOP_K_TOO_LARGE'],
    ['top_k above 2⁵³', '/fill-mask', withParameters({ top_k: 1e300 }), 422, 'TOP_K_TOO_LARGE'],
    ['no targets', '/fill-mask', withParameters({ targets: [] }), 422, 'TARGETS_EMPTY'],
    ['an empty target', '/fill-mask', withParameters({ targets: '' }), 422, 'TARGET_UNKNOWN'],
    ['an empty text', '/embed', { inputs: '' }, 400, 'INPUT_EMPTY'],
    ['an empty text of several', '/embed', { inputs: ['a', ''] }, 400, 'INPUT_EMPTY'],
    ['an empty list', '/fill-mask', { inputs: [] }, 400, 'INPUT_EMPTY'],
    ['no mask', '/fill-mask', { inputs: 'Paciente con fiebre.' }, 422, 'MASK_MISSING'],
    ['a lone surrogate', '/embed', '{"inputs":"fiebre \\ud800"}', 422, 'INPUT_NOT_UNICODE'],
    ['33 texts', '/embed', { inputs: Array<string>(33).fill('tos') }, 422, 'INPUTS_TOO_MANY'],
    ['65 masks', '/fill-mask', { inputs: '<mask> '.repeat(65) }, 422, 'MASKS_TOO_MANY'],
    ['too much asked', '/fill-mask', tooMuch(), 422, 'CANDIDATES_TOO_MANY'],
    ['half a body', '/embed', '{"inputs":"fiebre', 400, 'BODY_INVALID'],
    ['no body', '/embed', '', 400, 'BODY_INVALID'],
    ['a body with __proto__', '/embed', '{"inputs":"a","__proto__":{}}', 400, 'BODY_INVALID'],
    ['2 MB', '/embed', { inputs: 'a'.repeat(2_000_001) }, 413, 'BODY_TOO_LARGE'],
  ];
  for (const [name, path, body, status, code] of cases) {
    await t.test(`${name}: ${status} ${code}`, async (t) => {
      const reply = await post(path, body);
      t.equal(reply.status, status);
      t.match(reply.body, { code });
      refused(t, reply);
    });
  }

  await t.test('no message quotes the text', async (t) => {
    for (const body of [
      '{"inputs":"secreto',
      '{"inputs":"secreto"}x',
      '{"inputs":["secreto",7]}',
    ]) {
      const reply = await post('/fill-mask', body);
      t.equal(Math.floor(reply.status / 100), 4);
      t.notMatch(JSON.stringify(reply.body), 'secreto');
    }
  });

  await t.test('large texts get a right answer', async (t) => {
    const large: readonly [string, string][] = [
      ['400,000 letters without a space', 'x'.repeat(400_000)],
      ['400,000 spaces', ' '.repeat(400_000)],
      ['200,000 emoji', '🤒'.repeat(200_000)],
      ['300,000 words', 'tos y '.repeat(150_000)],
    ];
    for (const [name, text] of large) {
      const embedded = await post('/embed', { inputs: text });
      t.equal(embedded.status, 200, name);
      t.equal(embedded.headers.get('x-truncated-inputs'), '0');
      t.equal(embedded.headers.get('x-compute-tokens'), '512');
      const filled = await post('/fill-mask', { inputs: `${text} dolor <mask>` });
      t.equal(filled.status, 200, `${name}, then a mask`);
      t.equal(filled.headers.get('x-truncated-inputs'), '0');
    }
  });

  await t.test('control characters, emoji and marks are texts like others', async (t) => {
    for (const inputs of ['\u0000\u0007', '\ufeff', 'á fiebre 🤒', '\u200f<s></s>', '\n']) {
      const { status } = await post('/embed', { inputs });
      t.equal(status, 200, JSON.stringify(inputs));
    }
  });

  await t.test('other content types: 415', async (t) => {
    const headers = { 'content-type': 'text/plain' };
    const reply = await send(`${url}/embed`, { method: 'POST', headers, body: '{"inputs":"a"}' });
    t.equal(reply.status, 415);
    t.match(reply.body, {
      code: 'MEDIA_TYPE_UNSUPPORTED',
      error: /^The content type is another one/,
    });
    refused(t, reply);
  });

  await t.test('other paths and methods: 404', async (t) => {
    for (const [path, method] of [
      ['/nada', 'GET'],
      ['/embed', 'GET'],
      ['/embed/', 'POST'],
    ] as const) {
      const reply = await send(url + path, { method });
      t.equal(reply.status, 404);
      t.match(reply.body, {
        code: 'ROUTE_NOT_FOUND',
        error: `There is no such path for ${method}.`,
      });
      refused(t, reply);
    }
  });

  await t.test('a path that cannot be decoded: 400', async (t) => {
    const reply = await send(`${url}/%zz`, {});
    t.equal(reply.status, 400);
    t.match(reply.body, { code: 'REQUEST_MALFORMED' });
  });

  await t.test('what is not HTTP: 400 in the same shape, and the connection ends', async (t) => {
    const reply = await talk(url, 'hola\r\n\r\n');
    t.match(reply, /^HTTP\/1\.1 400 Bad Request\r\n/);
    t.match(reply, /"code":"REQUEST_MALFORMED"/);
  });

  await t.test('headers beyond 16 kB: 431', async (t) => {
    const reply = await talk(
      url,
      `GET /health HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n`,
    );
    t.match(reply, /^HTTP\/1\.1 431 .*\r\n[^]*"code":"REQUEST_MALFORMED"/);
  });

  await t.test('the request id of a client is kept if it is harmless', async (t) => {
    const ask = (id: string) => send(`${url}/health`, { headers: { 'x-request-id': id } });
    t.equal((await ask('lote-7/3')).headers.get('x-request-id'), 'lote-7/3');
    t.not((await ask('x'.repeat(129))).headers.get('x-request-id'), 'x'.repeat(129));
  });

  await t.test('and the service lives on', async (t) => {
    t.equal((await post('/embed', { inputs: 'Paciente estable.' })).status, 200);
  });
});

function withParameters(parameters: object) {
  return { inputs: 'Refiere <mask> de garganta.', parameters };
}

/** 32 texts of 1 mask with 1,000 candidates each. */
function tooMuch() {
  return { inputs: Array<string>(32).fill('<mask>'), parameters: { top_k: 1000 } };
}

/** Sends bytes on a bare socket and gives whatever comes back until it is closed. */
async function talk(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  let reply = '';
  for await (const chunk of socket) reply += String(chunk);
  return reply;
}
