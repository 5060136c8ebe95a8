import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { writeOpenapi } from '../../src/commands/openapi.js';
import { fromRoot } from '../root.js';
import { startServer } from './server.js';

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Record<string, Response>;
}

interface Response {
  readonly description: string;
  readonly content?: Record<string, { readonly schema: object }>;
}

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, { readonly examples?: unknown[] }> };
}

const read = async () => JSON.parse(await writeOpenapi()) as Document;

const operationsOf = ({ paths }: Document): [string, Operation][] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );

void t.test('openapi/openapi.json is what the routes say', async (t) => {
  const committed = readFileSync(fromRoot('openapi/openapi.json'), 'utf8');
  t.equal(committed, await writeOpenapi(), 'refresh it with: npm run openapi');
});

void t.test('every operation reads well in a generated SDK', async (t) => {
  const document = await read();
  t.equal(document.openapi, '3.1.0');
  const operations = operationsOf(document);
  t.same(operations.map(([name, { operationId }]) => `${name} ${operationId ?? ''}`).sort(), [
    'GET /health health',
    'GET /health/live healthLive',
    'GET /health/ready healthReady',
    'GET /info info',
    'GET /v1/models listModels',
    'GET /v1/models/{model} retrieveModel',
    'GET /v2 inferenceServer',
    'GET /v2/health/live inferenceServerLive',
    'GET /v2/health/ready inferenceServerReady',
    'GET /v2/models/{model} inferenceModel',
    'GET /v2/models/{model}/ready inferenceModelReady',
    'POST / infer',
    'POST /decode decode',
    'POST /embed embed',
    'POST /embed_all embedAll',
    'POST /fill-mask fillMask',
    'POST /models/{model} inferWithModel',
    'POST /score scoreTexts',
    'POST /sentences splitSentences',
    'POST /similarity compareSentences',
    'POST /text-classification classifyText',
    'POST /token-classification findEntities',
    'POST /tokenize tokenize',
    'POST /v1/embeddings createEmbedding',
    'POST /v2/models/{model}/infer inferTensors',
  ]);
  for (const [name, { summary, responses }] of operations) {
    t.ok(summary, `${name} has a summary`);
    t.ok(
      Object.keys(responses).some((status) => status.startsWith('5')),
      `${name} tells its errors`,
    );
    for (const [status, { description, content }] of Object.entries(responses)) {
      t.not(description, 'Default Response', `${name} describes ${status}`);
      t.match(content?.['application/json']?.schema, { $ref: /^#\/components\/schemas\/\w+$/ });
    }
  }
  for (const [name, { examples }] of Object.entries(document.components.schemas)) {
    if (/Request$|Reply$|Error/.test(name)) t.ok(examples?.length, `${name} has an example`);
  }
});

void t.test('real answers have the shapes that the document promises', async (t) => {
  const server = await startServer(t);
  const document = await read();
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ ...document, $id: 'openapi' });
  const operations = new Map(operationsOf(document));
  const mask = 'El dolor era <mask>.';
  const asked: readonly (readonly [string, string, unknown])[] = [
    ['GET', '/health', undefined],
    ['GET', '/health/live', undefined],
    ['GET', '/health/ready', undefined],
    ['GET', '/info', undefined],
    ['POST', '/embed', { inputs: 'tos' }],
    ['POST', '/embed', { inputs: ['tos', 'fiebre'] }],
    ['POST', '/embed', { inputs: ['tos', [5, 6]], dimensions: 3 }],
    ['POST', '/embed_all', { inputs: 'tos' }],
    ['POST', '/embed_all', { inputs: [[5], 'tos'], truncation_direction: 'left' }],
    ['POST', '/embed', { inputs: ['tos', ''], on_error: 'item' }],
    ['POST', '/embed', { inputs: '' }],
    ['POST', '/embed', { inputs: 7 }],
    ['POST', '/fill-mask', { inputs: mask }],
    ['POST', '/fill-mask', { inputs: [mask, mask + mask] }],
    ['POST', '/fill-mask', { inputs: mask + mask }],
    ['POST', '/fill-mask', { inputs: [mask, ''], parameters: { on_error: 'item' } }],
    ['POST', '/fill-mask', { inputs: mask + mask, parameters: { joint: true } }],
    [
      ...(['POST', '/fill-mask'] as const),
      { inputs: mask, parameters: { targets: ['dolores', 'x'], target_lookup: 'word' } },
    ],
    ['POST', '/score', { inputs: mask, parameters: { top_k: 2 } }],
    ['POST', '/score', { inputs: ['tos', ''], parameters: { on_error: 'item' } }],
    ['POST', '/score', { inputs: [] }],
    ['POST', '/fill-mask', { inputs: 'sin nada' }],
    ['POST', '/fill-mask', '{'],
    ['POST', '/similarity', { inputs: { source_sentence: 'tos', sentences: ['tos', 'a'] } }],
    ['POST', '/', { inputs: mask }],
    ['POST', '/', { inputs: { source_sentence: 'tos', sentences: ['tos', 'a'] } }],
    ['POST', '/', {}],
    ['GET', '/v2', undefined],
    ['GET', '/v2/health/live', undefined],
    ['GET', '/v2/health/ready', undefined],
    ['GET', '/v1/models', undefined],
    ['POST', '/v1/embeddings', { input: 'tos' }],
    ['POST', '/v1/embeddings', { input: ['tos'], encoding_format: 'base64' }],
    ['POST', '/v1/embeddings', { input: 'tos', model: 'gpt' }],
    ['POST', '/v1/embeddings', { inputs: 'tos' }],
    ['POST', '/tokenize', { inputs: ['tos', mask] }],
    ['POST', '/sentences', { inputs: 'Uno. Dos.' }],
    ['POST', '/sentences', { inputs: ['Uno. Dos.', ' '] }],
    ['POST', '/decode', { ids: [0, 5, 2] }],
    ['POST', '/decode', { ids: [[0], [99999]] }],
  ];
  for (const [method, path, body] of asked) {
    const reply = await (method === 'GET' ? server.get(path) : server.post(path, body));
    const operation = operations.get(`${method} ${path}`);
    const schema = operation?.responses[reply.status]?.content?.['application/json']?.schema;
    const name = `${method} ${path} ${JSON.stringify(body)}: ${reply.status}`;
    if (schema === undefined) {
      t.fail(`${name} is not in the document`);
      continue;
    }
    const check = ajv.compile(resolve(schema));
    t.ok(check(reply.body), `${name} ${ajv.errorsText(check.errors)}`);
  }
});

/** Local references are to the whole document. */
const resolve = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as object;

void t.test('GET /openapi.json and /docs serve it', async (t) => {
  const { url, get } = await startServer(t);
  t.same((await get('/openapi.json')).body, JSON.parse(await writeOpenapi()));
  const page = await fetch(`${url}/docs`);
  t.equal(page.status, 200);
  t.match(await page.text(), /swagger/i);
  t.match(page.headers.get('content-type'), /text\/html/);
  t.match(page.headers.get('content-security-policy'), /script-src 'self'/);
});
