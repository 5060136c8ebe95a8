import t from 'tap';
import { listen } from '../../src/server/listen.js';
import { Models } from '../../src/server/models.js';
import { fromRoot } from '../root.js';
import { buildDefault, send, startServer, type TestServer } from './server.js';

interface Tensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: number[];
  readonly data: unknown[];
}

interface Inferred {
  readonly model_name: string;
  readonly id?: string;
  readonly outputs: Tensor[];
}

const PATH = '/v2/models/clinical-es-mini';

const text = (...data: string[]) => ({
  name: 'text',
  shape: [data.length],
  datatype: 'BYTES',
  data,
});

const inferAt =
  ({ post }: TestServer, path = PATH) =>
  async (body: object) => {
    const { outputs, ...rest } = (await post(`${path}/infer`, body)).body as Inferred;
    return { rest, tensors: new Map(outputs.map((tensor) => [tensor.name, tensor])) };
  };

void t.test('the Open Inference Protocol', async (t) => {
  const server = await startServer(t);
  const { get, post } = server;
  const infer = inferAt(server);

  await t.test('server and model', async (t) => {
    t.match((await get('/v2')).body, { name: 'mascarilla', version: String, extensions: [] });
    t.strictSame((await get('/v2/health/live')).body, { live: true });
    t.strictSame((await get('/v2/health/ready')).body, { live: true, ready: true });
    const ready = { name: 'clinical-es-mini', ready: true };
    t.strictSame((await get(`${PATH}/ready`)).body, ready);
    t.strictSame((await get(PATH)).body, {
      name: 'clinical-es-mini',
      platform: 'onnxruntime_onnx',
      inputs: [{ name: 'text', datatype: 'BYTES', shape: [-1] }],
      outputs: [
        { name: 'input_index', datatype: 'INT64', shape: [-1] },
        { name: 'token', datatype: 'INT64', shape: [-1, -1] },
        { name: 'token_str', datatype: 'BYTES', shape: [-1, -1] },
        { name: 'score', datatype: 'FP32', shape: [-1, -1] },
        { name: 'sequence', datatype: 'BYTES', shape: [-1, -1] },
        { name: 'embedding', datatype: 'FP32', shape: [-1, 256] },
      ],
    });
  });

  await t.test('masks are rows, candidates columns', async (t) => {
    const texts = ['Dolor <mask>.', 'La <mask> no mostró <mask>.'];
    const parameters = { top_k: 3 };
    const { rest, tensors } = await infer({ id: 'n-1', inputs: [text(...texts)], parameters });
    t.strictSame(rest, { model_name: 'clinical-es-mini', id: 'n-1' });
    t.strictSame([...tensors.keys()], ['input_index', 'token', 'token_str', 'score', 'sequence']);
    t.match(tensors.get('input_index'), { shape: [3], datatype: 'INT64', data: [0, 1, 1] });
    const filled = (await post('/fill-mask', { inputs: texts, parameters })).body as unknown[][];
    const cells = filled.flat(2) as { token: number; token_str: string; sequence: string }[];
    for (const name of ['token', 'token_str', 'sequence'] as const) {
      const data = cells.map((cell) => cell[name]);
      t.match(tensors.get(name), { shape: [3, 3], data }, name);
    }
  });

  await t.test('vectors, where they are asked for', async (t) => {
    const outputs = [{ name: 'embedding', parameters: { binary_data: false } }];
    const parameters = { dimensions: 4, normalize: false };
    const inputs = [{ ...text(), shape: [2, 1], data: [['tos'], ['fiebre']] }];
    const { tensors } = await infer({ inputs, outputs, parameters });
    t.equal(tensors.size, 1);
    const [embedding] = tensors.values();
    t.match(embedding, { datatype: 'FP32', shape: [2, 4] });
    const { body } = await post('/embed', { inputs: ['tos', 'fiebre'], ...parameters });
    const wanted = (body as number[][]).flat();
    t.ok(
      embedding?.data.every((value, at) => Math.abs(Number(value) - (wanted[at] ?? NaN)) < 1e-5),
    );
  });

  await t.test('only the tensors that are wanted, in their order', async (t) => {
    const outputs = [{ name: 'score' }, { name: 'token_str' }];
    const { tensors } = await infer({ inputs: [text('Dolor <mask>.')], outputs });
    t.strictSame([...tensors.keys()], ['score', 'token_str']);
  });

  const inputs = [text('Dolor <mask>.')];
  const refused: readonly (readonly [string, string, unknown, number, RegExp])[] = [
    ['another model', '/v2/models/gpt/infer', { inputs }, 404, /clinical-es-mini/],
    ['no JSON', `${PATH}/infer`, '{', 400, /not valid JSON/],
    ['no inputs', `${PATH}/infer`, {}, 422, /inputs/],
    [
      'tensors of two tasks',
      `${PATH}/infer`,
      { inputs, outputs: [{ name: 'token' }, { name: 'embedding' }] },
      422,
      /body\/outputs must be of one task/,
    ],
    [
      'an unknown tensor',
      `${PATH}/infer`,
      { inputs, outputs: [{ name: 'logits' }] },
      422,
      /input_index, token/,
    ],
    [
      'another shape',
      `${PATH}/infer`,
      { inputs: [{ ...text('a', 'b'), shape: [3] }] },
      422,
      /shape must be \[2\]/,
    ],
    ['numbers', `${PATH}/infer`, { inputs: [{ ...text(), datatype: 'INT64' }] }, 422, /datatype/],
    [
      'an unknown option',
      `${PATH}/infer`,
      { inputs, parameters: { topk: 1 } },
      422,
      /must not have other keys than top_k, /,
    ],
    ['no mask', `${PATH}/infer`, { inputs: [text('tos')] }, 422, /No mask_token/],
    ['no text', `${PATH}/infer`, { inputs: [text()] }, 400, /empty/],
    ['an unknown path', `${PATH}/versions/1/infer`, { inputs }, 404, /no such path for POST/],
  ];
  for (const [name, path, body, status, message] of refused) {
    await t.test(name, async (t) => {
      const reply = await post(path, body);
      t.equal(reply.status, status);
      t.strictSame(Object.keys(reply.body as object), ['error']);
      t.match(reply.body, { error: message });
    });
  }
});

void t.test('labels', async (t) => {
  const server = await startServer(t, { models: fromRoot('test/golden/roberta-cls') });
  const { name } = server.serving.model;
  const infer = inferAt(server, `/v2/models/${encodeURIComponent(name)}`);
  const { tensors } = await infer({ inputs: [text('tos', 'fiebre')], parameters: { top_k: 2 } });
  const wanted = (
    await server.post('/text-classification', {
      inputs: ['tos', 'fiebre'],
      parameters: { top_k: 2 },
    })
  ).body as { label: string }[][];
  t.match(tensors.get('label'), { shape: [2, 2], data: wanted.flat().map(({ label }) => label) });
  t.match(tensors.get('score'), { datatype: 'FP32', shape: [2, 2] });
});

void t.test('entities', async (t) => {
  const server = await startServer(t, { models: fromRoot('test/golden/roberta-ner') });
  const { name } = server.serving.model;
  const infer = inferAt(server, `/v2/models/${encodeURIComponent(name)}`);
  const texts = ['Se inició tratamiento con amoxicilina.', 'Dolor.'];
  const { tensors } = await infer({ inputs: [text(...texts)] });
  const wanted = (await server.post('/token-classification', { inputs: texts })).body as {
    word: string;
    start: number;
  }[][];
  const words = wanted.flat();
  t.match(tensors.get('word'), { shape: [words.length], data: words.map(({ word }) => word) });
  t.match(tensors.get('start'), { data: words.map(({ start }) => start) });
  t.strictSame(
    tensors.get('input_index')?.data,
    wanted.flatMap((found, index) => found.map(() => index)),
  );
  const parameters = { aggregation_strategy: 'none' };
  const path = `/v2/models/${encodeURIComponent(name)}/infer`;
  t.equal((await server.post(path, { inputs: [text('tos')], parameters })).status, 422);
});

void t.test('the name of a model of the Hub, and a service that is not ready', async (t) => {
  const { serving } = await startServer(t);
  const model = { ...serving.model, name: 'PlanTL-GOB-ES/bsc-bio-ehr-es' };
  let ready = true;
  const state = () => {
    const named = { ...serving, model, ready: () => Promise.resolve(ready) };
    return { kind: 'ready', serving: named } as const;
  };
  const models = new Models([{ name: 'x', state }]);
  const app = await buildDefault({ models });
  t.teardown(() => app.close());
  const url = await listen(app, { host: '127.0.0.1', port: 0 });
  const path = `/v2/models/${encodeURIComponent(model.name)}`;
  for (const one of [path, '/v2/models/bsc-bio-ehr-es']) {
    t.match((await send(url + one, {})).body, { name: model.name }, one);
  }
  ready = false;
  for (const one of [`${path}/ready`, '/v2/health/ready']) {
    const { status, body } = await send(url + one, {});
    t.equal(status, 503, one);
    t.strictSame(Object.keys(body as object), ['error']);
  }
});
