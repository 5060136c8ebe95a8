import t from 'tap';
import { askServer } from '../../src/load/server.js';
import { startFake } from './fake-server.js';

const info = {
  ...{ model_id: 'a/b', model_dtype: 'fp32', tasks: ['fill-mask'], mask_token: '<mask>' },
  ...{ provider: 'cpu', threads: 2 },
};

void t.test('what it serves', async (t) => {
  const { url } = await startFake(t, (_, reply) => reply.end(JSON.stringify({ ...info, more: 1 })));
  t.match(await askServer(url), info);
});

void t.test('what answers otherwise is refused, and told', async (t) => {
  const cases: readonly (readonly [status: number, body: string, message: string])[] = [
    [503, '{}', 'GET /info gives status 503'],
    [404, JSON.stringify(info), 'GET /info gives status 404'],
    [200, '<html>', 'GET /info tells no model'],
    [200, '[]', 'GET /info tells no model'],
    [200, JSON.stringify({ ...info, tasks: 'fill-mask' }), 'GET /info tells no model'],
    [200, ' '.repeat(1_000_001), 'GET /info gives more than 1000000 bytes'],
  ];
  for (const [status, body, message] of cases) {
    const { url } = await startFake(t, (_, reply) => reply.writeHead(status).end(body));
    const wanted = `${url} does not answer as mascarilla does: ${message}.`;
    await t.rejects(askServer(url), { code: 'SERVER_ANSWER_INVALID', message: wanted }, message);
  }
});

void t.test(
  'a key is sent, and told of where it is missing or refused, but never told',
  async (t) => {
    const { url } = await startFake(t, (_, reply, { headers }) => {
      if (headers.authorization === 'Bearer right') reply.end(JSON.stringify(info));
      else reply.writeHead(401).end();
    });
    t.match(await askServer(url, { key: 'right' }), info);
    await t.rejects(askServer(url), {
      code: 'SERVER_KEY_REFUSED',
      message: `${url} asks for an API key. Put one of its keys into a file, and name that with --key-file.`,
    });
    await t.rejects(askServer(url, { key: 'wrong' }), {
      code: 'SERVER_KEY_REFUSED',
      message: `${url} does not know the API key that was sent. Put one of its keys into the file that --key-file names.`,
    });
  },
);

void t.test('nobody there, or nobody who answers', async (t) => {
  await t.rejects(askServer('http://127.0.0.1:1'), {
    code: 'SERVER_UNREACHABLE',
    message:
      /^http:\/\/127\.0\.0\.1:1 does not answer: .+\. Start a server with `mascarilla serve`/,
  });
  const { url } = await startFake(t, (_, reply) => reply.destroy());
  await t.rejects(askServer(url), { code: 'SERVER_UNREACHABLE' });
});

void t.test('a signal ends the asking', async (t) => {
  const abort = new AbortController();
  const { url } = await startFake(t, () => abort.abort());
  await t.rejects(askServer(url, { signal: abort.signal }), { code: 'SERVER_UNREACHABLE' });
});
