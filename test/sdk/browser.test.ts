import { build } from 'esbuild';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import type { Page } from 'playwright-core';
import { startServer } from '../http/server.js';
import { withBrowser } from '../playground/browser.js';
import { fromRoot } from '../root.js';

/** The TypeScript SDK on a web page of another origin than the service. */

const KEY = 'of-the-third-ward-2026';

/** A page on a free port that has the SDK as one file; gives its origin. */
async function servePage(t: { readonly teardown: (action: () => void) => void }): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fromRoot('sdk/typescript/src/client.ts')],
    ...{ bundle: true, format: 'esm', platform: 'browser', write: false },
  });
  const server = createServer(({ url }, reply) => {
    const script = url === '/client.js';
    reply.setHeader('content-type', script ? 'text/javascript' : 'text/html; charset=utf-8');
    reply.end(script ? outputFiles[0]?.text : '<!doctype html><title>A ward</title>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What this code gives on the page, where `client` has these options. */
const onPage = (page: Page, options: object, code: string): Promise<unknown> =>
  page.evaluate<unknown>(`(async () => {
    const { candidatesOf, createClient, isItemError } = await import('/client.js');
    const client = createClient(${JSON.stringify(options)});
    ${code}
  })()`);

const FILL = `
  const { data, error } = await client.fillMask({
    body: { inputs: 'Antecedente de <mask> arterial.', parameters: { top_k: 1 } },
  });
  return error?.code ?? candidatesOf(data)[0][0].token_str;`;

await withBrowser(t, async (browser) => {
  const origin = await servePage(t);
  const mascarillaHome = t.testdir();
  const apiKeysFile = join(mascarillaHome, 'keys');
  writeFileSync(apiKeysFile, `${KEY}\n`);
  const { url: baseUrl } = await startServer(t, { mascarillaHome, corsOrigin: origin });
  const page = await browser.newPage();
  await page.goto(origin);

  await t.test('answers, and errors as values', async (t) => {
    t.equal(await onPage(page, { baseUrl }, FILL), ' hipertensión');
    const embed = `
      const { data } = await client.embed({ body: { inputs: ['tos', ''], on_error: 'item' } });
      return data.map((item) => (isItemError(item) ? item.code : item.length));`;
    t.same(await onPage(page, { baseUrl }, embed), [256, 'INPUT_EMPTY']);
    const refused = `
      const { error, response } = await client.embed({ body: { inputs: [] } });
      return [response.status, error.code, response.headers.has('x-request-id')];`;
    t.same(await onPage(page, { baseUrl }, refused), [400, 'INPUT_EMPTY', true]);
  });

  await t.test('a key is sent; without the right one there is an error to read', async (t) => {
    const keyed = await startServer(t, { mascarillaHome, apiKeysFile, corsOrigin: '*' });
    const options = { baseUrl: keyed.url };
    t.equal(await onPage(page, { ...options, apiKey: KEY }, FILL), ' hipertensión');
    t.equal(await onPage(page, { ...options, apiKey: 'another' }, FILL), 'INVALID_API_KEY');
    t.equal(await onPage(page, options, FILL), 'INVALID_API_KEY');
  });

  await t.test('a busy service tells when to come back', async (t) => {
    const limited = await startServer(t, { mascarillaHome, corsOrigin: origin, rateLimit: '1' });
    // The second of these is too much, and what it would have to wait is too long.
    const twice = `
      await client.info();
      const { response } = await client.info();
      return [response.status, response.headers.get('retry-after')];`;
    const options = { baseUrl: limited.url, timeoutMs: 2000 };
    t.match(await onPage(page, options, twice), [429, /^\d+$/]);
  });

  await t.test('a time that is over, and a page that may not ask', async (t) => {
    const late = `return client.info({ signal: AbortSignal.timeout(0) }).catch(({ name }) => name);`;
    t.equal(await onPage(page, { baseUrl }, late), 'TimeoutError');
    const forbidden = await startServer(t, { mascarillaHome, corsOrigin: 'https://hce.example' });
    const code = `return client.info().catch(({ name }) => name);`;
    t.equal(await onPage(page, { baseUrl: forbidden.url, retries: 0 }, code), 'TypeError');
  });
});
