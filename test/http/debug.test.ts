import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { buildDefault, loadingModel, startServer } from './server.js';

const KEY = 'a-key-of-sixteen-and-more';

/** Also a name that a function could have. */
const CANARY = 'Canario';

interface Profile {
  readonly nodes: readonly { readonly callFrame: { readonly url: string } }[];
  readonly samples: readonly number[];
}

void t.test('without --debug there is neither', async (t) => {
  const app = await buildDefault({ models: loadingModel() });
  t.teardown(() => app.close());
  for (const url of ['/debug/profile', '/debug/heap']) {
    const { statusCode, json } = await app.inject(url);
    t.equal(statusCode, 404);
    t.match(json(), { code: 'ROUTE_NOT_FOUND' });
  }
});

void t.test('a profile while texts are answered has none of them', async (t) => {
  const server = await startServer(t, { debug: 'true' });
  const profile = () => server.get('/debug/profile?seconds=1');
  const asked = Promise.all([profile(), profile()]);
  const answered = asked.then(() => 'over' as const);
  const ask = () => server.post('/embed', { inputs: `${CANARY} refiere tos.` });
  while ((await Promise.race([answered, ask()])) !== 'over');
  const [taken, refused] = (await asked).sort((one, other) => one.status - other.status);
  t.equal(taken.status, 200);
  t.match(refused, { status: 429, body: { code: 'PROFILE_RUNNING' } }, 'one at a time');
  const { body } = taken;
  const { nodes, samples } = body as Profile;
  t.ok(samples.length > 0);
  t.ok(
    nodes.some(({ callFrame }) => callFrame.url.includes('src/server/')),
    'functions of the service are in it',
  );
  t.notMatch(JSON.stringify(body), new RegExp(CANARY, 'i'));
  t.match(await server.get('/debug/profile?seconds=61'), { body: { code: 'REQUEST_INVALID' } });

  const heap = await server.get('/debug/heap');
  t.match(heap.body, { memory: { rss: Number }, heap: { used_heap_size: Number } });
  t.notMatch(JSON.stringify(heap.body), CANARY);
});

void t.test('a key is needed where keys are set', async (t) => {
  const folder = t.testdir();
  const apiKeysFile = join(folder, 'keys');
  writeFileSync(apiKeysFile, KEY);
  const server = await startServer(t, { debug: 'true', apiKeysFile, mascarillaHome: folder });
  for (const path of ['/debug/profile', '/debug/heap']) {
    t.match(await server.get(path), { status: 401, body: { code: 'INVALID_API_KEY' } });
  }
  const reply = await fetch(`${server.url}/debug/heap`, { headers: { 'x-api-key': KEY } });
  t.equal(reply.status, 200);
});
