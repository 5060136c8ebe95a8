import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { readSamples } from '../metrics/samples.js';
import { startServer, type TestServer } from './server.js';

const SECRET = 'Fulano';

async function scrape({ url }: TestServer) {
  const reply = await fetch(`${url}/metrics`);
  const text = await reply.text();
  return { reply, text, samples: readSamples(text) };
}

void t.test('GET /metrics', async (t) => {
  const server = await startServer(t);
  await server.post('/embed', { inputs: ['Dolor torácico.', `${SECRET} refiere tos.`] });
  await server.post('/fill-mask', { inputs: 'Dolor <mask>. '.repeat(3) });
  await server.post('/embed', { inputs: `Refiere tos. `.repeat(300) });
  await server.post('/fill-mask', { inputs: SECRET });
  await server.get(`/${SECRET}?a=${SECRET}`);
  const { reply, text, samples } = await scrape(server);

  t.equal(reply.status, 200);
  t.equal(reply.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  t.notMatch(text, SECRET, 'no text, and no path');

  const requests = 'mascarilla_requests_total';
  t.equal(samples.get(`${requests}{route="/embed",method="POST",status="200"}`), 2);
  t.equal(samples.get(`${requests}{route="/fill-mask",method="POST",status="422"}`), 1);
  t.equal(samples.get(`${requests}{route="none",method="GET",status="404"}`), 1);
  t.equal(samples.get('mascarilla_rejections_total{code="MASK_MISSING"}'), 1);
  t.equal(samples.get('mascarilla_truncated_texts_total'), 1);
  t.ok((samples.get('mascarilla_tokens_total{route="/embed"}') ?? 0) > 512);

  t.equal(
    samples.get('mascarilla_queue_seconds_count{model="clinical-es-mini"}'),
    4,
    'texts that were computed',
  );
  t.equal(samples.get('mascarilla_batch_rows_sum{model="clinical-es-mini"}'), 4);
  const batches = samples.get('mascarilla_batch_tokens_count{model="clinical-es-mini"}');
  t.equal(
    samples.get('mascarilla_inference_seconds_count{model="clinical-es-mini",device="cpu"}'),
    batches,
  );
  t.equal(samples.get('mascarilla_padding_tokens_total{model="clinical-es-mini"}'), 0);
  t.equal(samples.get('mascarilla_queued_rows{model="clinical-es-mini"}'), 0);
  t.equal(samples.get('mascarilla_engines_ready{model="clinical-es-mini"}'), 1);
  t.equal(
    samples.get('mascarilla_engine_restarts_total{model="clinical-es-mini",device="cpu"}'),
    0,
  );
  t.match(text, /^mascarilla_model_info\{model="clinical-es-mini",model_type="roberta",/m);
  t.ok(samples.has('process_resident_memory_bytes'));
});

void t.test('who hangs up before the answer is counted too', async (t) => {
  const server = await startServer(t);
  const { batcher } = server.serving.model;
  const submit = batcher.submit.bind(batcher);
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  batcher.submit = async (rows, client) => {
    socket.destroy();
    const signal = client?.signal ?? new AbortController().signal;
    if (!signal.aborted) await once(signal, 'abort');
    return submit(rows, client);
  };
  const body = '{"inputs":"tos"}';
  socket.write('POST /embed HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n');
  socket.write(`content-length: ${body.length}\r\n\r\n${body}`);
  const code = 'mascarilla_rejections_total{code="CLIENT_GONE"}';
  while (!(await scrape(server)).samples.has(code));
  const { samples } = await scrape(server);
  t.equal(samples.get(code), 1);
  t.equal(samples.get('mascarilla_requests_total{route="/embed",method="POST",status="499"}'), 1);
  const computed = [...samples.keys()].filter((name) =>
    name.startsWith('mascarilla_queue_seconds'),
  );
  t.same(computed, [], 'nothing was computed for it');
});
