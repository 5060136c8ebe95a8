import t from 'tap';
import { listen } from '../../src/server/listen.js';
import { fromRoot } from '../root.js';
import { buildDefault, loadingModel, send, startServer } from './server.js';

void t.test('GET /health and /info of a served model', async (t) => {
  const { get } = await startServer(t);
  for (const path of ['/health', '/health/ready', '/health/live']) {
    const { status, body } = await get(path);
    t.same([status, body], [200, { status: 'ok' }], path);
  }

  const { body } = await get('/info');
  t.match(body, {
    model_id: 'clinical-es-mini',
    model_sha: /^[0-9a-f]{64}$/,
    model_dtype: 'fp32',
    model_type: 'roberta',
    mask_token: '<mask>',
    vocabulary_size: 16000,
    embedding_size: 256,
    pooling: 'mean',
    normalize: true,
    max_input_length: 512,
    license: 'apache-2.0',
    languages: ['es'],
    intended_use: /not a medical device/,
  });
});

void t.test('/info tells what computes', async (t) => {
  const { get } = await startServer(t, { devices: 'cpu:1x1,cpu:1x2' });
  const engine = { kind: 'cpu', index: null, provider: 'cpu', ready: true, restarts: 0 };
  t.match((await get('/info')).body, {
    provider: 'cpu',
    threads: 3,
    devices: [
      { ...engine, threads: 1 },
      { ...engine, threads: 2 },
    ],
    device_fallback: null,
  });
});

void t.test('the hash of weights is there whatever they are stored in', async (t) => {
  for (const folder of ['roberta-mlm-bin', 'roberta-cls-multilabel']) {
    const { get } = await startServer(t, { models: fromRoot(`test/golden/${folder}`) });
    t.match((await get('/info')).body, { model_sha: /^[0-9a-f]{64}$/ }, folder);
  }
});

void t.test('while the model loads, everything says so with 503', async (t) => {
  const app = await buildDefault({ models: loadingModel() });
  t.teardown(() => app.close());
  const url = await listen(app, { host: '127.0.0.1', port: 0 });
  const ask = { method: 'POST', headers: { 'content-type': 'application/json' } };
  for (const [path, options] of [
    ['/health', {}],
    ['/health/ready', {}],
    ['/info', {}],
    ['/embed', { ...ask, body: '{"inputs":"tos"}' }],
    ['/fill-mask', { ...ask, body: '{"inputs":"<mask>"}' }],
  ] as const) {
    const { status, headers, body } = await send(url + path, options);
    t.equal(status, 503, path);
    t.equal(headers.get('retry-after'), '1');
    t.match(body, { code: 'ENGINE_UNAVAILABLE', error: /still loading/ });
  }
  t.equal((await send(`${url}/health/live`, {})).status, 200, 'the process lives');
});
