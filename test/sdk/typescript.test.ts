/** The TypeScript SDK against the real service, and against one that is busy. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import t from 'tap';
import { candidatesOf, createClient, isItemError } from '../../sdk/typescript/src/client.js';
import { startServer } from '../http/server.js';
import { fromRoot } from '../root.js';

const readJson = (path: string): unknown => JSON.parse(readFileSync(fromRoot(path), 'utf8'));

type Document = {
  readonly paths: Record<string, Record<string, { readonly operationId: string }>>;
};

void t.test('a method for each operation of the document', async (t) => {
  const asked: string[] = [];
  const client = createClient({
    baseUrl: 'http://localhost',
    fetch: ({ method, url }) => {
      asked.push(`${method} ${decodeURI(new URL(url).pathname)}`);
      return Promise.resolve(Response.json({}));
    },
  });
  // The file is generated from the same routes as the types of the client.
  const { paths } = readJson('openapi/openapi.json') as Document;
  const expected = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({
      operationId,
      request: `${method.toUpperCase()} ${path.replace('{model}', 'm')}`,
    })),
  );
  t.same(Object.keys(client).sort(), expected.map(({ operationId }) => operationId).sort());
  const methods = new Map<string, unknown>(Object.entries(client));
  for (const { operationId, request } of expected) {
    // Each takes something else; no one looks at a body here.
    const method = methods.get(operationId) as (init: object) => Promise<unknown>;
    await method({ params: { path: { model: 'm' } } });
    t.equal(asked.pop(), request, operationId);
  }
});

void t.test('the packages have the version of the service', (t) => {
  const { version } = readJson('package.json') as { readonly version: string };
  t.match(readJson('sdk/typescript/package.json'), { version });
  const python = readFileSync(fromRoot('sdk/python/pyproject.toml'), 'utf8');
  t.match(python, `\nversion = "${version}"\n`);
  t.end();
});

void t.test('answers are typed', async (t) => {
  const { url: baseUrl, post } = await startServer(t);
  const client = createClient({ baseUrl });
  const inputs = 'Presenta <mask> <mask> intenso.';
  const filled = await client.fillMask({ body: { inputs, parameters: { top_k: 2 } } });
  t.same(filled.data, (await post('/fill-mask', { inputs, parameters: { top_k: 2 } })).body);
  const masks = candidatesOf(filled.data ?? []);
  t.match(masks, [
    [{ token_str: String }, { token_str: String }],
    [{ token_str: String }, { token_str: String }],
  ]);
  const body = { inputs, parameters: { joint: true } };
  const joint = await client.fillMask({ body });
  t.throws(() => candidatesOf(joint.data ?? []), TypeError);

  const embedded = await client.embed({ body: { inputs: ['tos', ''], on_error: 'item' } });
  t.same(embedded.data?.map(isItemError), [false, true]);
  const { data } = await client.info();
  t.equal(data?.model_id, 'clinical-es-mini');
  const model = await client.retrieveModel({ params: { path: { model: 'clinical-es-mini' } } });
  t.equal(model.data?.object, 'model');

  await t.test('an error is a value', async (t) => {
    const { data, error, response } = await client.fillMask({ body: { inputs: 'Nada.' } });
    t.equal(data, undefined);
    t.equal(error?.code, 'MASK_MISSING');
    t.equal(response.status, 422);
    // @ts-expect-error a word that the document does not have
    const wrong = await client.embed({ body: { inputs: 'tos', pooling: 'middle' } });
    t.equal(wrong.error?.code, 'REQUEST_INVALID');
  });

  await t.test('the example', async (t) => {
    const example = fromRoot('sdk/typescript/dist/example.js');
    const { stdout } = await promisify(execFile)(process.execPath, [example, baseUrl]);
    t.match(stdout, /^0\.6561 hipertensión\n/);
    t.match(stdout, /a vector of 256 numbers\nINPUT_EMPTY\n422 MASK_MISSING\n$/);
  });
});

void t.test('a key is sent', async (t) => {
  const sent: (string | null)[] = [];
  const fetch = ({ headers }: Request) => {
    sent.push(headers.get('authorization'));
    return Promise.resolve(Response.json([[1]]));
  };
  for (const key of [{}, { apiKey: 'of-the-third-ward' }]) {
    await createClient({ baseUrl: 'http://localhost', fetch, ...key }).health();
  }
  t.same(sent, [null, 'Bearer of-the-third-ward']);
});

interface Test {
  readonly teardown: (action: () => void) => void;
}

/** A service of this behaviour on a free port. */
async function serve(t: Test, behaviour: RequestListener): Promise<string> {
  const server = createServer(behaviour).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

void t.test('a service that is busy is asked again', async (t) => {
  const bodies: string[] = [];
  const statuses = [429, 503, 200];
  const baseUrl = await serve(t, (request, reply) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      bodies.push(body);
      reply.writeHead(statuses[bodies.length - 1] ?? 500, {
        'content-type': 'application/json',
        'retry-after': '0',
      });
      reply.end('[[1, 2]]');
    });
  });
  const { data } = await createClient({ baseUrl }).embed({ body: { inputs: 'tos' } });
  t.same(data, [[1, 2]]);
  t.same(
    bodies,
    Array.from({ length: 3 }, () => '{"inputs":"tos"}'),
  );
});

void t.test('a service that never answers', async (t) => {
  const baseUrl = await serve(t, () => undefined);
  await t.test('the time is over', async (t) => {
    const client = createClient({ baseUrl, timeoutMs: 50 });
    await t.rejects(client.embed({ body: { inputs: 'tos' } }), { name: 'TimeoutError' });
  });
  await t.test('the caller leaves', async (t) => {
    const leaving = new AbortController();
    const asked = createClient({ baseUrl }).embed({
      body: { inputs: 'tos' },
      signal: leaving.signal,
    });
    leaving.abort();
    await t.rejects(asked, { name: 'AbortError' });
  });
  await t.test('the caller leaves while it waits for another try', async (t) => {
    const leaving = new AbortController();
    const busy = await serve(t, (_request, reply) => {
      reply.writeHead(503, { 'retry-after': '30' }).end('{}');
      reply.on('finish', () => setImmediate(() => leaving.abort()));
    });
    const client = createClient({ baseUrl: busy });
    const asked = client.embed({ body: { inputs: 'tos' }, signal: leaving.signal });
    await t.rejects(asked, { name: 'AbortError' });
  });
});

void t.test('a service that is not there', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.close();
  await once(server, 'close');
  await t.rejects(createClient({ baseUrl, retries: 1 }).health(), TypeError);
});
