/** What is not HTTP, after what is: no client may take the refusal for the answer to something else. */
import { EventEmitter, once } from 'node:events';
import { METHODS } from 'node:http';
import { connect } from 'node:net';
import t from 'tap';
import { readAnswers } from './answers.js';
import { startServer } from './server.js';

const body = JSON.stringify({ inputs: 'tos' });
const EMBED =
  'POST /embed HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n' +
  `content-length: ${body.length}\r\n\r\n${body}`;

void t.test('a request that was right is not answered with the refusal of the next', async (t) => {
  const { url, serving } = await startServer(t);
  const { batcher } = serving.model;
  const submit = batcher.submit.bind(batcher);
  const events = new EventEmitter();
  batcher.submit = async (rows, client) => {
    events.emit('computing');
    await once(events, 'compute');
    return submit(rows, client);
  };
  const computing = once(events, 'computing');
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(EMBED);
  await computing;
  socket.write('this is no request\r\n\r\n');
  await once(socket, 'close');
  t.same(readAnswers(Buffer.concat(chunks)), [], 'the connection ends without a word');
  events.emit('compute');
});

void t.test('what is malformed after an answer is answered itself', async (t) => {
  const { url } = await startServer(t);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(EMBED);
  await once(socket, 'data');
  socket.write('this is no request\r\n\r\n');
  await once(socket, 'close');
  const statuses = readAnswers(Buffer.concat(chunks)).map(({ status }) => status);
  t.same(statuses, [200, 400]);
});

void t.test('a body that breaks off in the middle is refused', async (t) => {
  const { url } = await startServer(t);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write('POST /embed HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n');
  socket.write('transfer-encoding: chunked\r\n\r\n5\r\n{"inp\r\nno size\r\n');
  await once(socket, 'close');
  const [answer] = readAnswers(Buffer.concat(chunks));
  t.equal(answer?.status, 400);
  t.match(String(answer?.body), '"code":"REQUEST_MALFORMED"');
});

void t.test('methods that nothing here has are told so, and nothing breaks', async (t) => {
  const { url } = await startServer(t);
  const routed = ['CONNECT', 'GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'TRACE'];
  const others = METHODS.filter((method) => !routed.includes(method));
  const requests = others.map((method) => `${method} /embed HTTP/1.1\r\nhost: a\r\n\r\n`);
  // The first line of HTTP/2, cut short: Node's parser takes it for a request of HTTP/0.9.
  for (const request of [...requests, 'PRI *x\r\n\r\n']) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.write(request);
    await once(socket, 'close');
    const [answer] = readAnswers(Buffer.concat(chunks));
    t.equal(answer?.status, 404, request);
    t.match(String(answer?.body), '"code":"ROUTE_NOT_FOUND"');
  }
  t.equal((await fetch(`${url}/health`)).status, 200);
});
