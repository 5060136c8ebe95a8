/** Traces of a service, as a collector gets them. */
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import t, { type Test } from 'tap';
import { readCollector } from '../../src/config.js';
import { Running } from '../commands/cli.js';
import { fromRoot } from '../root.js';
import { Collector, readAttributes, type Span } from './collector.js';

const home = t.testdir();

const CANARY = 'Canario';

async function start(t: Test, variables: Readonly<Record<string, string>>) {
  const running = new Running(
    [
      ...['serve', '--port', '0', '--threads', '1', '--drain-delay-ms', '0'],
      ...['--mascarilla-home', home, '--models', fromRoot('models/clinical-es-mini')],
    ],
    variables,
  );
  t.teardown(() => running.child.kill('SIGKILL'));
  const [, url = ''] = await running.until(/ on (http:\S+)\n[^]*curl .*\n\n/);
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const reply = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    await reply.text();
    return reply.status;
  };
  const stop = async () => {
    running.child.kill('SIGTERM');
    return running.ended();
  };
  return { url, post, stop };
}

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

const asModule = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;

const from = (span: Span) => BigInt(span.startTimeUnixNano);
const to = (span: Span) => BigInt(span.endTimeUnixNano);

void t.test('a request’s span, and what was computed for it', async (t) => {
  const collector = await Collector.start();
  t.teardown(() => collector.close());
  const { url, post, stop } = await start(t, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20of-the-collector',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=ward',
  });
  const body = { inputs: [`${CANARY} refiere tos.`, `Dolor de ${CANARY}.`] };
  const traceparent = `00-${TRACE}-${PARENT}-01`;
  t.equal(
    await post(`/embed?${CANARY}=1`, body, {
      traceparent,
      tracestate: `a=${CANARY}`,
      [CANARY]: CANARY,
    }),
    200,
  );
  t.equal(await post('/fill-mask', { inputs: CANARY }), 422);
  t.equal(await post('/embed', { inputs: CANARY, [CANARY]: CANARY }), 422);
  t.equal(await post(`/${CANARY}?${CANARY}`, body), 404);
  for (const path of ['/health', '/metrics']) await (await fetch(url + path)).text();
  await post('/embed', body, { traceparent: `00-${TRACE}-${PARENT}-00` });
  t.equal((await stop()).code, 0, 'what is left is sent at the end');

  t.notMatch(collector.bytes, new RegExp(CANARY, 'i'), 'no text, path, query or header');
  t.notMatch(collector.bytes, '127.0.0.1', 'no address');
  t.equal(collector.headers[0]?.authorization, 'Bearer of-the-collector');
  t.match(readAttributes(collector.resource), {
    'service.name': 'mascarilla',
    'deployment.environment': 'ward',
  });

  const { spans } = collector;
  const named = (name: string) => spans.filter((span) => span.name === name);
  const of = (name: string): Span => {
    const [span] = named(name).filter(({ traceId }) => traceId === TRACE);
    if (span === undefined) throw new Error(`there is no span ${name}`);
    return span;
  };
  const request = of('POST /embed');
  t.equal(request.parentSpanId, PARENT, 'the client’s span is its parent');
  t.equal(request.kind, 2, 'of a server');
  t.match(readAttributes(request.attributes), {
    'http.request.method': 'POST',
    'http.route': '/embed',
    'url.path': '/embed',
    'http.response.status_code': 200,
    'mascarilla.truncated_texts': 0,
  });
  const tokenize = of('tokenize');
  const batch = of('batch');
  const [queue, inference] = [of('queue'), of('inference')];
  for (const child of [tokenize, batch]) t.equal(child.parentSpanId, request.spanId);
  for (const child of [queue, inference]) t.equal(child.parentSpanId, batch.spanId);
  t.ok(from(request) <= from(tokenize) && to(tokenize) === from(batch));
  t.ok(from(batch) === from(queue) && to(queue) === from(inference));
  t.ok(to(inference) === to(batch) && to(batch) <= to(request));
  const counts = readAttributes(batch.attributes);
  t.match(counts, { 'mascarilla.model': 'clinical-es-mini', 'mascarilla.batch.rows': 2 });
  const tokens = readAttributes(tokenize.attributes)['mascarilla.tokens'];
  t.ok(Number(tokens) > 4);
  t.equal(counts['mascarilla.batch.tokens'], tokens, 'nobody else was in the batch');

  const codes = spans.map(({ attributes }) => readAttributes(attributes)['error.type']);
  t.same(codes.filter(Boolean).sort(), ['MASK_MISSING', 'REQUEST_INVALID', 'ROUTE_NOT_FOUND']);
  t.equal(named('batch').length, 1, 'one that was not sampled is not traced');
  t.equal(
    spans.filter(({ kind }) => kind === 2).length,
    4,
    'neither probes nor what the client does not sample',
  );
  t.ok(spans.every(({ status, events }) => status.code !== 2 && events.length === 0));
});

void t.test('a stream of lines is told to its end, and of its lines some', async (t) => {
  const collector = await Collector.start();
  t.teardown(() => collector.close());
  const { url, stop } = await start(t, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  const lines = Array.from({ length: 40 }, (_, index) => `{"inputs":"${CANARY} ${index}."}`);
  const reply = await fetch(`${url}/embed`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: [...lines, '{', ''].join('\n'),
  });
  t.equal((await reply.text()).split('\n').length, 42);
  t.notMatch((await stop()).stderr, 'Warning', 'nor has Node anything to tell');
  t.notMatch(collector.bytes, new RegExp(CANARY, 'i'));
  const named = (name: string) => collector.spans.filter((span) => span.name === name);
  const [request] = named('POST /embed');
  const [stream] = named('lines');
  t.match(readAttributes(stream?.attributes ?? []), {
    'mascarilla.lines': 41,
    'mascarilla.line_errors': 1,
  });
  const rounds = named('tokenize');
  t.ok(rounds.length >= 1 && rounds.length < 40, `${rounds.length} of 40 lines`);
  t.equal(named('inference').length, rounds.length);
  if (request === undefined || stream === undefined) throw new Error('there is no span of it');
  for (const { parentSpanId } of [stream, ...rounds]) t.equal(parentSpanId, request.spanId);
  for (const round of named('batch')) {
    t.ok(from(stream) <= from(round) && to(round) <= to(stream));
  }
});

void t.test('a collector that is down is told once, and nobody waits for it', async (t) => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  // A server that listens on a port has one.
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await once(closed, 'close');
  const { post, stop } = await start(t, {
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://127.0.0.1:${port}/v1/traces`,
    OTEL_EXPORTER_OTLP_TIMEOUT: '200',
    OTEL_BSP_SCHEDULE_DELAY: '20',
  });
  for (let round = 0; round < 5; round += 1) {
    t.equal(await post('/embed', { inputs: `${CANARY} ${round}` }), 200);
  }
  const { code, stderr } = await stop();
  t.equal(code, 0);
  t.equal(stderr.split('traces cannot be sent').length, 2, 'one warning');
  t.notMatch(stderr, CANARY);
});

void t.test('variables that nothing can be done with', async (t) => {
  const { post, stop } = await start(t, { OTEL_EXPORTER_OTLP_ENDPOINT: 'no address' });
  t.equal(await post('/embed', { inputs: 'tos' }), 200);
  const { code, stderr } = await stop();
  t.equal(code, 0);
  t.match(stderr, /nothing is traced/);
});

void t.test('libraries that are not installed', async (t) => {
  const hooks = `export const resolve = (name, context, next) =>
    next(name.replace(/^@opentelemetry\\//, '@none-of-this-name/'), context)`;
  const register = `import { register } from 'node:module';
    register(${JSON.stringify(asModule(hooks))})`;
  const { post, stop } = await start(t, {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
    NODE_OPTIONS: `--import=${asModule(register)}`,
  });
  t.equal(await post('/embed', { inputs: 'tos' }), 200);
  const { code, stderr } = await stop();
  t.equal(code, 0);
  t.match(stderr, /the libraries of OpenTelemetry are not installed; .*nothing is traced/);
});

void t.test('where traces are sent', (t) => {
  const name = 'OTEL_EXPORTER_OTLP_ENDPOINT';
  const both = { [name]: 'http://a:4318', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b/traces' };
  t.equal(readCollector({}), null);
  t.equal(readCollector({ [name]: '' }), null);
  t.equal(readCollector({ [name]: 'http://a:4318' }), 'http://a:4318');
  t.equal(readCollector(both), 'http://b/traces');
  t.equal(readCollector({ ...both, OTEL_SDK_DISABLED: 'true' }), null);
  t.equal(readCollector({ ...both, OTEL_TRACES_EXPORTER: 'none' }), null);
  t.end();
});
