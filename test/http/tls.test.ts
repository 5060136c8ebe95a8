/** HTTPS on real sockets: who is answered, who is cut off, and how it ends. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { connect as connectSecure, type TLSSocket } from 'node:tls';
import t, { type Test } from 'tap';
import { listen } from '../../src/server/listen.js';
import type { KeyPair } from '../../src/server/tls.js';
import { makeCertificate } from '../certificates.js';
import { Connection, openSocket } from './connection.js';
import { buildDefault, loadingModel } from './server.js';

const first = await makeCertificate('first');
const second = await makeCertificate('second');

/** Milliseconds. */
const TIMEOUT = 300;

/** A service without a model that speaks TLS, and how to give it another certificate. */
async function start(t: Test, clientTimeoutMs = 60_000) {
  let use: (pair: KeyPair) => void = () => undefined;
  const app = await buildDefault({
    models: loadingModel(),
    clientTimeoutMs,
    tls: { current: () => first, whenChanged: (then) => (use = then) },
  });
  t.teardown(() => app.close());
  const url = await listen(app, { host: '127.0.0.1', port: 0 });
  return { app, url, port: Number(new URL(url).port), change: (pair: KeyPair) => use(pair) };
}

async function readAll(socket: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  // To be cut off may look like an error.
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

/** A connection of a client that trusts these certificates only. */
async function trusting(port: number, ca: readonly string[], options: object = {}) {
  const socket = connectSecure({ port, host: '127.0.0.1', ca: [...ca], ...options });
  await once(socket, 'secureConnect');
  return socket;
}

const nameOf = (socket: TLSSocket): unknown => socket.getPeerCertificate().subject.CN;

void t.test('requests are answered, by TLS 1.2 and 1.3', async (t) => {
  const { url, port } = await start(t);
  t.match(url, /^https:\/\/127\.0\.0\.1:/);
  const connection = await Connection.open(url);
  const { status, body } = await connection.post('/embed', { inputs: 'tos' });
  t.equal(status, 503);
  t.match(body, { code: 'ENGINE_UNAVAILABLE' });
  t.equal(connection.close(), '');
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const range = { minVersion: version, maxVersion: version };
    const socket = await trusting(port, [first.cert], range);
    t.equal(socket.getProtocol(), version);
    t.match(socket.getEphemeralKeyInfo(), { type: 'ECDH' }, 'the key is of this connection alone');
    socket.destroy();
  }
});

void t.test('older versions and weaker ciphers are refused', async (t) => {
  const { port } = await start(t);
  for (const options of [
    { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
    { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' },
    { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' },
  ]) {
    await t.rejects(trusting(port, [first.cert], options), { code: /^ERR_SSL|^EPROTO|ECONNRESET/ });
  }
});

void t.test('a new certificate is for new connections; those that are open go on', async (t) => {
  const { port, change } = await start(t);
  const before = await trusting(port, [first.cert]);
  change(second);
  const after = await trusting(port, [second.cert]);
  t.same([nameOf(before), nameOf(after)], ['first', 'second']);
  for (const socket of [before, after]) {
    socket.write('GET /health/live HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
    t.match(await readAll(socket), /^HTTP\/1\.1 200 OK\r\n/);
  }
});

void t.test('what is not HTTP is answered 400 in the same shape', async (t) => {
  const { url } = await start(t);
  for (const [bytes, status] of [
    ['hola\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
  ] as const) {
    const socket = await openSocket(url);
    socket.write(bytes);
    const reply = await readAll(socket);
    t.match(reply, new RegExp(`^HTTP/1\\.1 ${status} [^]*"code":"REQUEST_MALFORMED"`));
  }
});

void t.test('what is not TLS ends without a word, and others are served', async (t) => {
  const { url, port } = await start(t);
  for (const bytes of [
    'GET / HTTP/1.1\r\nhost: a\r\n\r\n',
    '\x16\x03\x01\x00\x05hello',
    '\0'.repeat(99),
  ]) {
    const socket = connect(port, '127.0.0.1');
    socket.write(bytes, 'latin1');
    t.notMatch(await readAll(socket), 'HTTP');
  }
  const connection = await Connection.open(url);
  t.equal((await connection.post('/embed', { inputs: 'tos' })).status, 503);
  connection.close();
});

void t.test('who is slow is cut off: in the handshake, in a head, in a body', async (t) => {
  const { url, port } = await start(t, TIMEOUT);
  const silent = connect(port, '127.0.0.1');
  t.equal(await readAll(silent), '');
  const type = 'content-type: application/json';
  const body = `POST /embed HTTP/1.1\r\nhost: a\r\n${type}\r\ncontent-length: 9999\r\n\r\n{`;
  for (const begun of ['GET /health HTTP/1.1\r\nhost: ', body]) {
    const socket = await openSocket(url);
    socket.write(begun);
    const timer = setInterval(() => socket.writable && socket.write('x'), 20);
    t.match(await readAll(socket), /^HTTP\/1\.1 408 /);
    clearInterval(timer);
  }
});

void t.test('it closes although handshakes have begun, and finishes its answers', async (t) => {
  const { app, url, port } = await start(t);
  let seen = 0;
  app.server.on('request', () => (seen += 1));
  const silent = connect(port, '127.0.0.1');
  await once(silent, 'connect');
  const idle = await openSocket(url);
  const asking = await openSocket(url);
  const requests = 16;
  // More than the system keeps for a client that does not read.
  asking.write('GET /openapi.json HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(requests));
  while (seen < requests) await wait(10);
  const others = [readAll(silent), readAll(idle)];
  const closed = app.close();
  const replies = await readAll(asking);
  t.equal(replies.match(/HTTP\/1\.1 200 OK/g)?.length, requests);
  await closed;
  t.same(await Promise.all(others), ['', '']);
});
