import t from 'tap';
import { Models } from '../../src/server/models.js';
import { listen } from '../../src/server/listen.js';
import { fromRoot } from '../root.js';
import { buildDefault, send, startServer } from './server.js';

interface Embeddings {
  readonly object: string;
  readonly data: readonly {
    readonly object: string;
    readonly index: number;
    readonly embedding: number[] | string;
  }[];
  readonly model: string;
  readonly usage: { readonly prompt_tokens: number; readonly total_tokens: number };
}

void t.test('POST /v1/embeddings', async (t) => {
  const { post } = await startServer(t);
  const model = 'clinical-es-mini';
  const create = async (body: object) =>
    (await post('/v1/embeddings', { model, ...body })).body as Embeddings;
  const embed = async (body: object) => (await post('/embed', body)).body as number[][];
  const input = ['Paciente con fiebre y tos.', 'Dolor torácico.'];

  await t.test('gives the vectors of /embed, in their order, and the tokens', async (t) => {
    const { data, usage, ...rest } = await create({ input });
    t.same(rest, { object: 'list', model });
    t.same(
      data.map(({ embedding }) => embedding),
      await embed({ inputs: input }),
    );
    t.same(
      data.map(({ object, index }) => ({ object, index })),
      [0, 1].map((index) => ({ object: 'embedding', index })),
    );
    const tokens = ((await post('/tokenize', { inputs: input })).body as unknown[][]).flat();
    t.same(usage, { prompt_tokens: tokens.length, total_tokens: tokens.length });
  });

  await t.test('base64 is 32-bit floats, least significant byte first', async (t) => {
    const { data } = await create({ input, encoding_format: 'base64' });
    const wanted = await embed({ inputs: input });
    for (const [index, { embedding }] of data.entries()) {
      const bytes = Buffer.from(String(embedding), 'base64');
      t.equal(bytes.length, 4 * 256);
      const found = Array.from({ length: 256 }, (_, at) => bytes.readFloatLE(4 * at));
      t.same(found, Array.from(wanted[index] ?? [], Math.fround));
    }
  });

  await t.test('one text, its tokens, or a list of tokens', async (t) => {
    const [tokens = []] = (await post('/tokenize', { inputs: input[0] })).body as {
      id: number;
    }[][];
    const ids = tokens.map(({ id }) => id);
    const { data: wanted } = await create({ input: input[0] });
    t.equal(wanted.length, 1);
    for (const one of [ids, [ids], [input[0]]]) t.same((await create({ input: one })).data, wanted);
  });

  await t.test('dimensions, and a user that nobody asks for', async (t) => {
    const { data } = await create({ input: 'Dolor.', dimensions: 5, user: 'planta-3' });
    t.same([data[0]?.embedding], await embed({ inputs: 'Dolor.', dimensions: 5 }));
  });

  await t.test('the model may be left out', async (t) => {
    t.equal((await post('/v1/embeddings', { input: 'tos' })).status, 200);
  });

  await t.test('a long text is cut at its end, and the answer says so', async (t) => {
    const long = 'fiebre y tos '.repeat(400);
    const { headers, body } = await post('/v1/embeddings', { input: ['tos', long], model });
    t.equal(headers.get('x-truncated-inputs'), '1');
    t.equal((body as Embeddings).usage.prompt_tokens, 515);
  });

  const invalid = 'invalid_request_error';
  const cases: readonly (readonly [string, unknown, number, object])[] = [
    [
      'another model',
      { input: 'tos', model: 'text-embedding-3-small' },
      404,
      {
        code: 'model_not_found',
        param: 'model',
        type: invalid,
        message: /here: clinical-es-mini\./,
      },
    ],
    [
      'an empty text',
      { input: ['tos', ''] },
      400,
      { code: 'input_empty', param: 'input', type: invalid, message: /^`input\[1\]` is empty/ },
    ],
    ['no input', { model }, 422, { code: 'request_invalid', param: null, type: invalid }],
    [
      'an unknown key',
      { input: 'a', inputs: 'a' },
      422,
      { message: /must not have other keys than [a-z_]+, [a-z_]+/ },
    ],
    ['33 texts', { input: Array<string>(33).fill('a') }, 422, { message: /^`input` has 33 texts/ }],
    [
      'a foreign token',
      { input: [100_277] },
      422,
      { code: 'token_unknown', message: /of `input` / },
    ],
    ['300 dimensions', { input: 'a', dimensions: 300 }, 422, { param: 'dimensions' }],
    [
      'another format',
      { input: 'a', encoding_format: 'hex' },
      422,
      { message: /"float","base64"/ },
    ],
    ['half a body', '{"input":', 400, { code: 'body_invalid', type: invalid }],
  ];
  for (const [name, body, status, expected] of cases) {
    await t.test(`${name}: ${status}`, async (t) => {
      const reply = await post('/v1/embeddings', body);
      t.equal(reply.status, status);
      const { error, ...rest } = reply.body as { error: object };
      t.same(rest, {});
      t.same(Object.keys(error), ['message', 'type', 'param', 'code']);
      t.match(error, expected);
      t.ok(reply.headers.get('x-request-id'));
    });
  }
});

void t.test('GET /v1/models', async (t) => {
  const { get } = await startServer(t);
  const { body } = await get('/v1/models');
  const model = { id: 'clinical-es-mini', object: 'model', owned_by: 'mascarilla' };
  t.match(body, { object: 'list', data: [{ ...model, created: Number }] });
  t.match((await get('/v1/models/clinical-es-mini')).body, model);
  for (const path of ['/v1/models/gpt-4', '/v1/models/other/clinical-es-mini']) {
    const { status, body } = await get(path);
    t.equal(status, 404);
    t.match(body, { error: { code: 'model_not_found', param: 'model' } });
  }
});

void t.test('other paths under /v1 are refused in the same shape, others as ever', async (t) => {
  const { get, post } = await startServer(t);
  t.match((await post('/v1/chat/completions', {})).body, {
    error: {
      code: 'route_not_found',
      message: /^There is no such path for POST/,
      type: 'invalid_request_error',
    },
  });
  t.match((await get('/v1?a')).body, { error: { code: 'route_not_found' } });
  t.match((await get('/v10')).body, { code: 'ROUTE_NOT_FOUND', error_type: 'not_found' });
});

void t.test('a model of the Hub answers to both parts of its name, or the last', async (t) => {
  const { serving } = await startServer(t, { models: fromRoot('test/golden/roberta-ner') });
  const model = { ...serving.model, name: 'PlanTL-GOB-ES/bsc-bio-ehr-es' };
  const models = new Models([
    { name: 'x', state: () => ({ kind: 'ready', serving: { ...serving, model } }) },
  ]);
  const app = await buildDefault({ models });
  t.teardown(() => app.close());
  const url = await listen(app, { host: '127.0.0.1', port: 0 });
  const known = { id: model.name, owned_by: 'PlanTL-GOB-ES' };
  for (const name of [model.name, encodeURIComponent(model.name), 'bsc-bio-ehr-es']) {
    t.match((await send(`${url}/v1/models/${name}`, {})).body, known, name);
  }
  for (const name of ['PlanTL-GOB-ES', 'other/bsc-bio-ehr-es', 'bsc-bio']) {
    t.equal((await send(`${url}/v1/models/${name}`, {})).status, 404, name);
  }
  const { body } = await send(`${url}/v1/embeddings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ input: 'tos', model: 'bsc-bio-ehr-es' }),
  });
  t.match(body, { model: model.name, data: [{ embedding: [Number] }] }, 'a head does not hinder');
});
