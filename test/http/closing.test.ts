import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import t from 'tap';
import { buildDefault, loadingModel } from './server.js';
import { listen } from '../../src/server/listen.js';

// Idle connections are kept for longer than this.
const options = { timeout: 20_000 };

void t.test(
  'an answer that was begun before is finished, and its connection ends',
  options,
  async (t) => {
    const app = await buildDefault({ models: loadingModel(), clientTimeoutMs: 60_000 });
    const url = await listen(app, { host: '127.0.0.1', port: 0 });
    let seen = 0;
    app.server.on('request', () => (seen += 1));
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const requests = 16;
    // More than the system keeps for a client that does not read.
    socket.write('GET /openapi.json HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(requests));
    while (seen < requests) await wait(10);
    const closed = app.close();
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    t.equal(text.match(/HTTP\/1\.1 200 OK/g)?.length, requests);
    await closed;
  },
);
