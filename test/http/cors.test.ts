import t from 'tap';
import { startServer } from './server.js';

const ask = async (url: string, options: RequestInit) => {
  const reply = await fetch(url, options);
  await reply.text();
  return reply;
};

const PAGE = 'https://hce.example';
const preflight = { origin: PAGE, 'access-control-request-method': 'POST' };

void t.test('without --cors-origin no page of another origin may read answers', async (t) => {
  const { url } = await startServer(t);
  const reply = await ask(`${url}/info`, { headers: { origin: PAGE } });
  t.equal(reply.status, 200);
  t.equal(reply.headers.get('access-control-allow-origin'), null);
  const asked = await ask(`${url}/embed`, { method: 'OPTIONS', headers: preflight });
  t.equal(asked.status, 404);
  t.equal(asked.headers.get('access-control-allow-origin'), null);
});

void t.test('--cors-origin lets the pages read that it lists', async (t) => {
  const { url } = await startServer(t, { corsOrigin: `https://other.example,${PAGE}` });
  const headers = { origin: PAGE, 'content-type': 'application/json' };
  const reply = await ask(`${url}/embed`, { method: 'POST', headers, body: '{"inputs":"tos"}' });
  t.equal(reply.headers.get('access-control-allow-origin'), PAGE);
  t.match(reply.headers.get('vary'), 'Origin');
  const exposed = reply.headers.get('access-control-expose-headers') ?? '';
  for (const name of ['x-request-id', 'x-truncated-inputs', 'server-timing', 'retry-after']) {
    t.ok(exposed.split(', ').includes(name), name);
  }

  const refused = await ask(`${url}/embed`, { method: 'POST', headers, body: '{' });
  t.equal(refused.status, 400);
  t.equal(refused.headers.get('access-control-allow-origin'), PAGE, 'errors can be read too');

  const asked = await ask(`${url}/embed`, {
    method: 'OPTIONS',
    headers: { ...preflight, 'access-control-request-headers': 'content-type,x-request-id' },
  });
  t.equal(asked.status, 204);
  t.equal(asked.headers.get('access-control-allow-origin'), PAGE);
  t.equal(asked.headers.get('access-control-allow-methods'), 'GET, POST');
  t.equal(asked.headers.get('access-control-allow-headers'), 'content-type,x-request-id');

  for (const origin of ['https://evil.example', `${PAGE}.evil.example`, 'null']) {
    const { headers } = await ask(`${url}/info`, { headers: { origin } });
    t.equal(headers.get('access-control-allow-origin'), null, origin);
  }
});

void t.test('--cors-origin * lets every page read', async (t) => {
  const { url } = await startServer(t, { corsOrigin: '*' });
  const { headers } = await ask(`${url}/health`, { headers: { origin: PAGE } });
  t.equal(headers.get('access-control-allow-origin'), '*');
  t.equal(headers.get('access-control-allow-credentials'), null);
});
