import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import t from 'tap';
import { codeLanguages, writeCode } from '../../src/server/playground/snippets.js';

const run = promisify(execFile);
const body = {
  inputs: `l'"$HOME" \\ <mask>\n`,
  parameters: { top_k: 5, truncate: true, none: [] },
};

void t.test('curl and JavaScript send the body as it is', async (t) => {
  const received: { key: string | undefined; body: unknown }[] = [];
  const server = createServer((request, reply) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      received.push({ key: request.headers.authorization, body: JSON.parse(text) });
      reply.end('{}');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.teardown(() => server.close());
  // Listening on TCP, it has a port.
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}/fill-mask`;
  const env = { PATH: process.env['PATH'], MASCARILLA_KEY: 'k 1' };
  const ask = (language: 'curl' | 'JavaScript', withKey: boolean) => {
    const code = writeCode(language, { address, body, withKey });
    return language === 'curl'
      ? run('bash', ['-c', code], { env })
      : run('node', ['--input-type=module', '-e', code], { env });
  };
  for (const language of ['curl', 'JavaScript'] as const) {
    await ask(language, false);
    await ask(language, true);
    t.same(received.splice(0), [
      { key: undefined, body },
      { key: 'Bearer k 1', body },
    ]);
  }
});

void t.test('Python has its own words for some values', (t) => {
  const written = writeCode('Python', { address: 'http://a/b', body, withKey: true });
  t.match(written, '"truncate": True,');
  t.match(written, '"none": [],');
  t.match(written, `f"Bearer {os.environ['MASCARILLA_KEY']}"`);
  t.match(written, '\n    json={\n      "inputs": "l\'\\"$HOME\\" \\\\ <mask>\\n",\n');
  t.end();
});

void t.test('no code shows the key', (t) => {
  for (const language of codeLanguages) {
    t.match(writeCode(language, { address: 'http://a', body, withKey: true }), 'MASCARILLA_KEY');
    t.notMatch(writeCode(language, { address: 'http://a', body, withKey: false }), 'KEY');
  }
  t.end();
});
