import t from 'tap';
import { ServiceMetrics } from '../../src/metrics/metrics.js';
import type { ModelState } from '../../src/metrics/state.js';
import type { AnsweredRequest } from '../../src/server/metrics.js';
import { readSamples } from './samples.js';

const request: AnsweredRequest = {
  route: '/embed',
  method: 'POST',
  status: 200,
  code: null,
  ms: 4,
  tokens: 12,
  truncatedTexts: 0,
  failedTexts: [],
};

const state: ModelState = {
  model: { name: 'clinical "mini"\n', type: 'roberta', precision: 'fp32' },
  queue: { queuedRows: 3, queuedTokens: 40, expectedWaitMs: 1500 },
  engines: () => [
    { device: 'cpu', ready: true, restarts: 1 },
    { device: 'cpu', ready: false, restarts: 2 },
    { device: 'cuda:0', ready: true, restarts: 0 },
  ],
};

const read = async (metrics: ServiceMetrics) => readSamples(await metrics.write());

void t.test('requests are counted by route, method and status', async (t) => {
  const metrics = new ServiceMetrics();
  metrics.answered(request);
  metrics.answered({
    ...request,
    ms: 40_000,
    truncatedTexts: 2,
    failedTexts: ['INPUT_EMPTY', 'INPUT_EMPTY'],
  });
  metrics.answered({
    ...request,
    route: null,
    method: 'GET',
    status: 404,
    code: 'ROUTE_NOT_FOUND',
    tokens: 0,
  });
  const samples = await read(metrics);
  const total = 'mascarilla_requests_total';
  t.equal(samples.get(`${total}{route="/embed",method="POST",status="200"}`), 2);
  t.equal(samples.get(`${total}{route="none",method="GET",status="404"}`), 1);
  t.equal(samples.get('mascarilla_rejections_total{code="ROUTE_NOT_FOUND"}'), 1);
  t.equal(samples.get('mascarilla_tokens_total{route="/embed"}'), 24);
  t.notOk(samples.has('mascarilla_tokens_total{route="none"}'), 'no tokens, no line');
  t.equal(samples.get('mascarilla_truncated_texts_total'), 2);
  t.equal(samples.get('mascarilla_failed_texts_total{code="INPUT_EMPTY"}'), 2);
  const duration = 'mascarilla_request_duration_seconds';
  t.equal(samples.get(`${duration}_bucket{le="0.0025",route="/embed"}`), 0);
  t.equal(samples.get(`${duration}_bucket{le="0.005",route="/embed"}`), 1);
  t.equal(samples.get(`${duration}_bucket{le="30",route="/embed"}`), 1);
  t.equal(samples.get(`${duration}_bucket{le="+Inf",route="/embed"}`), 2);
  t.equal(samples.get(`${duration}_sum{route="/embed"}`), 40.004);
});

void t.test('batches are counted', async (t) => {
  const metrics = new ServiceMetrics();
  const queueMs = [1, 20, 3];
  metrics.computed('mini', 'cpu', { tokens: 90, paddingTokens: 6, inferenceMs: 12, queueMs });
  metrics.computed('mini', 'cuda:0', { tokens: 8, paddingTokens: 0, inferenceMs: 2, queueMs: [0] });
  const samples = await read(metrics);
  t.equal(samples.get('mascarilla_queue_seconds_count{model="mini"}'), 4);
  t.equal(samples.get('mascarilla_queue_seconds_bucket{le="0.001",model="mini"}'), 2);
  t.equal(samples.get('mascarilla_queue_seconds_bucket{le="0.025",model="mini"}'), 4);
  t.equal(samples.get('mascarilla_inference_seconds_sum{model="mini",device="cpu"}'), 0.012);
  t.equal(samples.get('mascarilla_inference_seconds_count{model="mini",device="cuda:0"}'), 1);
  t.equal(samples.get('mascarilla_batch_tokens_sum{model="mini"}'), 98);
  t.equal(samples.get('mascarilla_batch_rows_sum{model="mini"}'), 4);
  t.equal(samples.get('mascarilla_padding_tokens_total{model="mini"}'), 6);
});

void t.test('the state is read when somebody asks', async (t) => {
  const metrics = new ServiceMetrics();
  const loading = await read(metrics);
  t.notOk(
    [...loading.keys()].some((name) => name.startsWith('mascarilla_model')),
    'none yet',
  );
  const other = { name: 'other', state: 'failed' } as const;
  metrics.list(() => [{ name: 'mini', state: 'ready' }, other]);

  const queue = { ...state.queue };
  metrics.watch({ ...state, model: { ...state.model, name: 'mini' }, queue });
  for (const queuedRows of [3, 5]) {
    queue.queuedRows = queuedRows;
    const samples = await read(metrics);
    t.equal(samples.get('mascarilla_model_loaded{model="mini"}'), 1);
    t.equal(samples.get('mascarilla_model_loaded{model="other"}'), 0);
    t.equal(samples.get('mascarilla_queued_rows{model="mini"}'), queuedRows);
    t.equal(samples.get('mascarilla_queued_tokens{model="mini"}'), 40);
    t.equal(samples.get('mascarilla_expected_wait_seconds{model="mini"}'), 1.5);
    t.equal(samples.get('mascarilla_engines{model="mini"}'), 3);
    t.equal(samples.get('mascarilla_engines_ready{model="mini"}'), 2);
    t.equal(
      samples.get('mascarilla_engine_restarts_total{model="mini",device="cpu"}'),
      3,
      'of both together',
    );
    t.equal(samples.get('mascarilla_engine_restarts_total{model="mini",device="cuda:0"}'), 0);
  }
});

void t.test('the end of the certificate in use, where there is one', async (t) => {
  const name = 'mascarilla_tls_certificate_expiry_seconds';
  const metrics = new ServiceMetrics();
  t.notMatch(await metrics.write(), name, 'not even its name without TLS');
  let expires = Date.UTC(2027, 0, 31);
  metrics.watchCertificate(() => expires);
  t.equal((await read(metrics)).get(name), 1_801_353_600);
  expires = Date.UTC(2027, 1, 28);
  t.equal((await read(metrics)).get(name), 1_803_772_800, 'the new one');
});

void t.test('the name of a model cannot break a line', async (t) => {
  const metrics = new ServiceMetrics();
  metrics.watch(state);
  t.match(await metrics.write(), /^mascarilla_model_info\{model="clinical \\"mini\\"\\n",.*\} 1$/m);
});

void t.test('two services in one process count for themselves', async (t) => {
  const [one, other] = [new ServiceMetrics(), new ServiceMetrics()];
  one.answered({ ...request, truncatedTexts: 1 });
  t.equal((await read(other)).get('mascarilla_truncated_texts_total'), 0);
});

void t.test('every metric of ours has its help, and times are in seconds', async (t) => {
  const metrics = new ServiceMetrics();
  metrics.watchCertificate(() => 0);
  const text = await metrics.write();
  const ours = [...text.matchAll(/^# TYPE (mascarilla_\w+) (\w+)$/gm)];
  t.equal(ours.length, 22);
  for (const [, name = '', type] of ours) {
    t.match(text, new RegExp(`^# HELP ${name} [A-Z]`, 'm'), name);
    t.equal(name.endsWith('_total'), type === 'counter', name);
    t.notMatch(name, /_ms$|milli/);
  }
});
