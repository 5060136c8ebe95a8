/** Who is let in: API keys, what is open without one, and how often a client may ask. */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createLogger } from '../../src/log.js';
import { ServiceMetrics } from '../../src/metrics/metrics.js';
import { ApiKeys } from '../../src/server/access/keys.js';
import type { AppOptions } from '../../src/server/app.js';
import { listen } from '../../src/server/listen.js';
import { buildDefault, loadingModel, send, startServer } from './server.js';

const KEY = 'a-key-of-the-third-ward';
const keys = ApiKeys.parse(`ward-3:${KEY}\nlab:${KEY}-and-another`);
const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

/** A service without a model: what it lets in is answered 503. */
async function start(t: Test, options: Partial<AppOptions> = {}) {
  const metrics = new ServiceMetrics();
  const app = await buildDefault({
    models: loadingModel(),
    keys: () => keys,
    metrics,
    ...options,
  });
  t.teardown(() => app.close());
  const url = await listen(app, { host: '127.0.0.1', port: 0 });
  const status = async (path: string, request: RequestInit = {}) => {
    const reply = await fetch(url + path, request);
    await reply.text();
    return reply.status;
  };
  return { url, status };
}

void t.test('a key is sent as a bearer token or as x-api-key', async (t) => {
  const { status } = await start(t);
  t.equal(await status('/info'), 401);
  t.equal(await status('/info', bearer(KEY)), 503);
  t.equal(await status('/info', { headers: { authorization: `bearer  ${KEY}` } }), 503);
  t.equal(await status('/info', { headers: { 'x-api-key': KEY } }), 503);
  const proxied = { authorization: 'Basic dXNlcjpwYXNz', 'x-api-key': KEY };
  t.equal(await status('/info', { headers: proxied }), 503, 'a proxy needs the other header');
  for (const wrong of ['', 'x', `${KEY}x`, KEY.slice(1), `ward-3:${KEY}`, KEY.toUpperCase()]) {
    t.equal(await status('/info', bearer(wrong)), 401, wrong);
    t.equal(await status('/info', { headers: { 'x-api-key': wrong } }), 401, wrong);
  }
});

void t.test('the refusal tells what to do, in the shape of the path', async (t) => {
  const { url } = await start(t);
  const without = await send(`${url}/embed`, { method: 'POST', body: 'never read' });
  t.match(without, {
    status: 401,
    body: { error: /^No API key was sent/, error_type: 'unauthorized', code: 'INVALID_API_KEY' },
  });
  t.equal(without.headers.get('www-authenticate'), 'Bearer');
  t.match(without.headers.get('x-request-id'), /./);
  const wrong = await send(`${url}/v1/models`, bearer('wrong'));
  t.match(wrong, {
    status: 401,
    body: { error: { type: 'invalid_request_error', code: 'invalid_api_key' } },
  });
});

void t.test('paths that do not exist are no secret that a stranger learns', async (t) => {
  const { status } = await start(t);
  t.equal(await status('/nowhere'), 401);
  t.equal(await status('/nowhere', bearer(KEY)), 404);
});

void t.test(
  'health and pages are open, metrics are not, unless it is said otherwise',
  async (t) => {
    const health = ['/health/live'];
    const pages = [
      '/docs',
      '/docs/static/index.html',
      '/docs/static/swagger-ui.css',
      '/openapi.json',
    ];
    const metrics = ['/metrics'];
    const all = [...health, ...pages, ...metrics];
    const open = async (openPaths?: AppOptions['openPaths']) => {
      const { status } = await start(t, openPaths === undefined ? {} : { openPaths });
      const found: string[] = [];
      for (const path of all) {
        if ((await status(path)) === 200) found.push(path);
        t.equal(await status(path, bearer(KEY)), 200, `${path} with a key`);
      }
      return found;
    };
    t.same(await open(), [...health, ...pages]);
    t.same(await open([]), []);
    t.same(await open(['metrics']), metrics);
  },
);

void t.test('a preflight of a browser needs no key, and it can read the refusal', async (t) => {
  const { url, status } = await start(t, { corsOrigin: '*' });
  const origin = 'https://hce.example';
  const asked = { origin, 'access-control-request-method': 'POST' };
  t.equal(await status('/embed', { method: 'OPTIONS', headers: asked }), 204);
  const { headers } = await send(`${url}/info`, { headers: { origin } });
  t.equal(headers.get('access-control-allow-origin'), '*');
});

void t.test('the log has the name of the key; the key itself is nowhere', async (t) => {
  const lines: string[] = [];
  const logger = createLogger('trace', { write: (line) => lines.push(line) });
  const { url, status } = await start(t, { logger });
  await status('/info', bearer(KEY));
  await status('/info', bearer('a-key-that-is-unknown'));
  const metrics = await (await fetch(`${url}/metrics`, bearer(KEY))).text();
  t.match(lines.join(''), /"route":"\/info","status":503,"key":"ward-3"/);
  t.match(metrics, 'mascarilla_rejections_total{code="INVALID_API_KEY"} 1');
  for (const text of [lines.join(''), metrics]) t.notMatch(text, /a-key-(of|that)/);
});

void t.test('keys are read again when their file changes', async (t) => {
  const folder = t.testdir({ keys: `${KEY}\n` });
  const file = join(folder, 'keys');
  const { url } = await startServer(t, { apiKeysFile: file, mascarillaHome: join(folder, 'home') });
  const status = async (key: string) => (await send(`${url}/info`, bearer(key))).status;
  t.equal(await status(KEY), 200);
  const next = 'the-key-that-comes-next';
  writeFileSync(`${file}.new`, `${next}\n`);
  renameSync(`${file}.new`, file);
  while ((await status(next)) !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
  t.equal(await status(KEY), 401);
});

void t.test('--rate-limit counts the requests of a key', async (t) => {
  const { url, status } = await start(t, { rateLimit: 3 });
  for (let request = 0; request < 3; request += 1) {
    t.equal(await status('/info', bearer(KEY)), 503);
  }
  const { status: refused, headers, body } = await send(`${url}/info`, bearer(KEY));
  t.equal(refused, 429);
  t.match(body, { code: 'RATE_LIMIT_EXCEEDED', error: /^More than 3 requests/ });
  const seconds = Number(headers.get('retry-after'));
  t.ok(seconds > 0 && seconds <= 60, `${seconds} s`);
  t.equal(await status('/info', bearer(`${KEY}-and-another`)), 503, 'another key has its own');
  const openai = await send(`${url}/v1/models`, bearer(KEY));
  t.match(openai.body, { error: { type: 'rate_limit_error', code: 'rate_limit_exceeded' } });
  t.equal(await status('/health/live', bearer(KEY)), 200, 'probes are not counted');
  t.equal(await status('/metrics', bearer(KEY)), 200);
});

void t.test('without keys it counts those of an address', async (t) => {
  const { status } = await start(t, { keys: null, rateLimit: 1 });
  t.equal(await status('/info'), 503);
  t.equal(await status('/info'), 429);
  t.equal(await status('/info', { headers: { 'x-forwarded-for': '10.0.0.1' } }), 429);
});

void t.test(
  'answers are taken for what they are, and pages load nothing from elsewhere',
  async (t) => {
    const { url } = await start(t, { keys: null });
    for (const path of ['/docs', '/info', '/nowhere', '/%zz', '/metrics', '/openapi.json']) {
      const { headers } = await fetch(url + path);
      t.equal(headers.get('x-content-type-options'), 'nosniff', path);
      t.equal(headers.get('x-powered-by'), null);
      t.equal(headers.get('strict-transport-security'), null, 'also without TLS');
    }
    const { headers } = await fetch(`${url}/docs`);
    const policy = headers.get('content-security-policy') ?? '';
    t.match(policy, /default-src 'none'; script-src 'self'/);
    t.notMatch(policy, /unsafe|https?:|upgrade-insecure/);
    t.equal(headers.get('x-frame-options'), 'DENY');
    t.equal((await fetch(`${url}/info`)).headers.get('content-security-policy'), null);
  },
);
