import t from 'tap';
import { startServer } from '../http/server.js';
import { run } from './cli.js';

void t.test('0 where the service is well', async (t) => {
  const { url } = await startServer(t);
  const { port } = new URL(url);
  const asked = await run(['health', '--port', port]);
  t.match(asked, { code: 0, stdout: `http://127.0.0.1:${port}/health: {"status":"ok"}\n` });
  const everywhere = await run(['health'], { PORT: port, HOST: '0.0.0.0' });
  t.match(everywhere, { code: 0 }, 'variables count, and an address of all is no place to ask');
});

void t.test('1 where nothing answers, or another thing does', async (t) => {
  t.match(await run(['health', '--port', '1']), { code: 1, stdout: /there is no answer/ });
});
