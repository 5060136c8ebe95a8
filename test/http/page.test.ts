import { brotliDecompressSync } from 'node:zlib';
import { request } from 'node:http';
import t from 'tap';
import { startServer } from './server.js';

const server = await startServer(t);

const files = [
  ['/', 'text/html; charset=utf-8'],
  ['/page/page.js', 'text/javascript; charset=utf-8'],
  ['/page/page.css', 'text/css; charset=utf-8'],
  ['/page/mark.svg', 'image/svg+xml'],
] as const;

void t.test('GET / answers the page, whose policy lets nothing else in', async (t) => {
  for (const [path, type] of files) {
    const reply = await fetch(server.url + path);
    t.equal(reply.status, 200, path);
    t.equal(reply.headers.get('content-type'), type);
    t.equal(reply.headers.get('cache-control'), 'no-cache');
    t.equal(reply.headers.get('etag'), null);
    t.equal(reply.headers.get('x-content-type-options'), 'nosniff');
    t.same(reply.headers.get('content-security-policy')?.split('; '), [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "img-src 'self' data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    const text = await reply.text();
    t.ok(text.length > 200);
    const head = await fetch(server.url + path, { method: 'HEAD' });
    t.equal(head.status, 200);
    t.equal(head.headers.get('content-type'), type);
    t.equal(await head.text(), '');
  }
});

void t.test('the page names only its own files, and has no scripts or styles in it', async (t) => {
  const page = await (await fetch(`${server.url}/`)).text();
  const named = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, name]) => name);
  t.same(
    named
      .filter((name) => name?.startsWith('page/'))
      .map((name) => `/${name ?? ''}`)
      .sort(),
    files
      .slice(1)
      .map(([path]) => path)
      .sort(),
  );
  t.notMatch(page, /<style|style=|<script>|\son\w+=|https?:/);
});

void t.test('scripts and styles are compressed', async (t) => {
  for (const path of ['/page/page.js', '/page/page.css']) {
    const plain = await (await fetch(server.url + path)).text();
    const { encoding, bytes } = await new Promise<{ encoding: unknown; bytes: Buffer }>((done) => {
      const headers = { 'accept-encoding': 'br' };
      request(server.url + path, { headers }, (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('end', () =>
          done({ encoding: reply.headers['content-encoding'], bytes: Buffer.concat(chunks) }),
        );
      }).end();
    });
    t.equal(encoding, 'br', path);
    t.ok(bytes.length < plain.length / 2);
    t.equal(brotliDecompressSync(bytes).toString(), plain);
  }
});

void t.test('without --page there is none, and POST / answers as before', async (t) => {
  const { get, post } = await startServer(t, { page: 'false' });
  for (const [path] of files) {
    const { status, body } = await get(path);
    t.equal(status, 404, path);
    t.match(body, { code: 'ROUTE_NOT_FOUND' });
  }
  t.equal((await post('/', { inputs: 'Acude por <mask> abdominal.' })).status, 200);
});
