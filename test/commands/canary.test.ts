/**
 * Canaries: texts that occur nowhere else are sent through every route and in every wrong way that
 * is known, and must be in nothing that the service tells others than who sent them.
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { writeOpenapi } from '../../src/commands/openapi.js';
import { fromRoot } from '../root.js';
import { Collector } from '../tracing/collector.js';
import { Running } from './cli.js';
import { sampleOf, type Schema } from './samples.js';

const KEY = 'canario-key-of-a-ward';

const MODEL = 'roberta-mlm';

/** Ids of tokens, which are a text too. */
const TOKENS = [15731, 15737, 15739, 15749];

let canaries = 0;
const canary = () => `Canario${(canaries += 1)} refiere <mask> grave`;

/** What a text, its bytes or its tokens look like, whatever became of them. */
const TRACES = /canario|refiere|43 ?61 ?6e ?61 ?72 ?69|Q2FuYXJpb|15731|15737|15739|15749/i;

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}

interface Operation {
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> };
}

const document = JSON.parse(await writeOpenapi()) as Document;

/** Every route; those of a model with the name of the one that is served, and with another. */
const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, { requestBody }]) =>
    [MODEL, encodeURIComponent(canary())].map((name) => ({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{\w+\}/g, name),
      schema: requestBody?.content['application/json']?.schema ?? null,
    })),
  ),
);

/** A process that has a bug: it throws, with a text in the error, when it is told to. */
const BUG = `process.on('SIGUSR2', () => { throw new Error('Canario', { cause: 'Canario' }); });`;

const folder = t.testdir({ keys: `ward:${KEY}\n`, 'bug.mjs': BUG });
const collector = await Collector.start();
t.teardown(() => collector.close());
const running = new Running(
  [
    ...['serve', '--port', '0', '--log-level', 'trace', '--threads', '1'],
    ...['--mascarilla-home', join(folder, 'home'), '--max-body-bytes', '20000'],
    ...['--api-keys-file', join(folder, 'keys'), '--models', fromRoot(`test/golden/${MODEL}`)],
  ],
  {
    NODE_OPTIONS: `--import=${pathToFileURL(join(folder, 'bug.mjs')).href}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  },
);
t.teardown(() => running.child.kill('SIGKILL'));
const [, url = ''] = await running.until(/ on (http:\S+)\n[^]*curl .*\n\n/);

/** What was answered to requests that were refused, and to whoever asks for metrics. */
const told: string[] = [];

const withKey = { 'x-api-key': KEY };
const asJson = { ...withKey, 'content-type': 'application/json' };

async function ask(method: string, path: string, headers: Record<string, string>, body?: string) {
  const reply = await fetch(url + path, { method, headers, ...(body !== undefined && { body }) });
  const text = await reply.text();
  // An answer may hold the text that was asked about; a refusal may not.
  if (!reply.ok) told.push(`${method} ${reply.status} ${headersOf(reply)} ${text}`);
  // Of some texts of a list, or lines of a stream.
  else told.push(...(text.match(/"error":"(?:[^"\\]|\\.)*"/g) ?? []));
  return reply.status;
}

const headersOf = ({ headers }: Response) => JSON.stringify([...headers]);

/** Bytes on a bare connection, which is closed from this side at once, or when there is an answer. */
async function sendBytes(bytes: string, hangUp = false): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(bytes, () => hangUp && socket.destroy());
  if (!hangUp) socket.end();
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  await new Promise((resolve) => socket.once('close', resolve));
  told.push(text);
}

const fillings = { text: canary, number: () => TOKENS[0] ?? 0 };

const bodyFor = (schema: Schema, variant: number) =>
  JSON.stringify(sampleOf(schema, document.components.schemas, fillings, variant));

/** Everything wrong that a body can be. */
function wrongBodies(schema: Schema): string[] {
  const good = bodyFor(schema, 0);
  const wrong: Record<string, unknown> = { [canary()]: canary() };
  const object = JSON.parse(good) as Record<string, unknown>;
  return [
    good.slice(0, -9),
    `${good}${canary()}`,
    `{"inputs": ${canary()}}`,
    canary(),
    `"${canary()}"`,
    JSON.stringify([canary()]),
    JSON.stringify({ ...object, ...wrong }),
    JSON.stringify({ ...object, parameters: { ...wrong, [canary()]: [] } }),
    `{"__proto__": {"a": "${canary()}"}, "inputs": "${canary()}"}`,
    `{"inputs": "${canary()} \\ud800"}`,
    JSON.stringify({ inputs: canary().repeat(2000) }),
    JSON.stringify({ inputs: TOKENS, ids: TOKENS, input: TOKENS }),
    JSON.stringify({ inputs: [TOKENS, [1e9]], prompt_name: canary() }),
    ...Object.keys(object).map((key) => JSON.stringify({ ...object, [key]: wrong })),
    ...Object.keys(object).map((key) =>
      JSON.stringify({ ...object, [key]: [canary(), ...TOKENS] }),
    ),
  ];
}

const answered = new Set<string>();

void t.test('texts through every route, right and wrong', async (t) => {
  t.ok(routes.length > 15, 'routes are found');
  for (const { method, path, schema } of routes) {
    const query = `?${encodeURIComponent(canary())}=${encodeURIComponent(canary())}`;
    if (schema === null) {
      await ask(method, path, withKey);
      await ask(method, path + query, withKey);
      continue;
    }
    for (const variant of [0, 1, 2]) {
      if ((await ask(method, path, asJson, bodyFor(schema, variant))) === 200) answered.add(path);
    }
    const lines = `${JSON.stringify(canary())}\n{"inputs": "${canary()}"}\n${canary()}\n`;
    await ask(method, path, { ...withKey, 'content-type': 'application/x-ndjson' }, lines);
    for (const body of wrongBodies(schema)) await ask(method, path + query, asJson, body);
    const good = bodyFor(schema, 0);
    await ask(
      method,
      path,
      { ...withKey, 'content-type': `text/${encodeURIComponent(canary())}` },
      good,
    );
    await ask(method, path, { ...asJson, 'content-encoding': 'canario' }, good);
    await ask(method, path, { 'content-type': 'application/json' }, good);
    const head = `POST ${path}?canario HTTP/1.1\r\nhost: canario\r\nx-api-key: ${KEY}\r\n`;
    const length = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(good)}\r\n\r\n`;
    await sendBytes(head + length + good, true);
    await sendBytes(head + length + good.slice(0, 20));
  }
});

void t.test('texts where nobody expects them', async () => {
  const text = encodeURIComponent(canary());
  for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
    for (const path of [
      `/${text}`,
      `/docs/${text}`,
      `/page/${text}`,
      `/v1/${text}?${text}`,
      `/%zz${text}`,
    ]) {
      await ask(method, path, withKey);
      await ask(method, path, {});
    }
  }
  for (const [name, value] of [
    ['authorization', `Bearer ${text}`],
    ['authorization', `Basic ${text}`],
    ['x-api-key', text],
    ['x-request-timeout-ms', text],
    ['x-request-id', `${text} (canario)`],
    ['traceparent', `00-${text}-01`],
    ['tracestate', `a=${text}`],
    ['baggage', `a=${text}`],
    ['accept', text],
    ['accept-encoding', text],
    ['origin', `https://${text}.example`],
    ['cookie', text],
    ['referer', `https://hce.example/${text}`],
    ['user-agent', text],
  ] as const) {
    for (const path of ['/info', '/embed']) await ask('GET', path, { ...withKey, [name]: value });
  }
  await sendBytes(`CANARIO /canario HTTP/1.1\r\nhost: a\r\n\r\n`);
  await sendBytes(`canario\r\n\r\n`);
  await sendBytes(`GET / HTTP/1.1\r\ncanario: ${'canario'.repeat(4000)}\r\n\r\n`);
  await sendBytes(`GET /canario HTTP/1.1\r\nhost: a\r\ncanario\u0000: a\r\n\r\n`);
  await sendBytes(
    `POST /embed HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\ncanario\r\n`,
  );
});

void t.test('an engine that dies of a text', async (t) => {
  const body = JSON.stringify({ inputs: Array.from({ length: 8 }, () => canary().repeat(10)) });
  for (const signal of ['SIGSEGV', 'SIGABRT', 'SIGKILL']) {
    const asked = ask('POST', '/embed', asJson, body);
    for (const pid of childrenOf(running.child.pid)) process.kill(pid, signal);
    t.ok([200, 500, 503].includes(await asked), signal);
  }
});

void t.test('nothing of them was told', async (t) => {
  const metrics = await (await fetch(`${url}/metrics`, { headers: withKey })).text();
  t.match(metrics, 'mascarilla_requests_total', 'metrics are there');
  t.ok(answered.size > 5, `of these paths there were answers: ${[...answered].join(' ')}`);
  t.ok(told.length > 300, `${told.length} refusals, ${canaries} canaries`);
  running.child.kill('SIGUSR2');
  const { code, stdout, stderr } = await running.ended();
  t.equal(code, 1, 'a bug ends the process');
  t.match(stderr, 'a bug: closing');
  t.match(stderr, '"route":"/embed","status":200,"key":"ward"');
  // A line for each span, without its ids and times: their digits are any.
  const traces = collector.bytes
    .replaceAll('"scope"', '\n"scope"')
    .replaceAll('{"traceId"', '\n{"traceId"')
    .replaceAll(/"(\w*[iI]d|\w+UnixNano)":"\w*"/g, '');
  t.match(traces, '"name":"POST /embed"', 'traces are there');
  const all = { metrics, traces, stdout, stderr, told: told.join('\n') };
  for (const [where, text] of Object.entries(all)) {
    const lines = text.split('\n').filter((line) => TRACES.test(line));
    t.same(lines, [], where);
  }
});

/** Child processes of a process, by the kernel's list. */
const childrenOf = (pid: number | undefined): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
