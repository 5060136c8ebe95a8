import t from 'tap';
import { createLogger } from '../../src/log.js';
import { listen } from '../../src/server/listen.js';
import { buildDefault, loadingModel, send, startServer } from './server.js';

void t.test('server-timing tells the times of the other headers', async (t) => {
  const { post } = await startServer(t);
  const { headers } = await post('/embed', { inputs: ['Dolor torácico.', 'Tos.'] });
  const parts = [
    ['tokenize', 'x-tokenization-time'],
    ['queue', 'x-queue-time'],
    ['inference', 'x-inference-time'],
    ['total', 'x-total-time'],
  ] as const;
  for (const [, header] of parts) t.match(headers.get(header), /^\d+\.\d$/, header);
  t.equal(
    headers.get('server-timing'),
    parts.map(([name, header]) => `${name};dur=${headers.get(header) ?? ''}`).join(', '),
  );
  const refused = await post('/embed', { inputs: '' });
  t.equal(refused.headers.get('server-timing'), null, 'nothing was computed');
});

void t.test('a trace id stands in the log, and is not given back', async (t) => {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger('info', {
    write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
  });
  const app = await buildDefault({ models: loadingModel(), logger });
  t.teardown(() => app.close());
  const url = await listen(app, { host: '127.0.0.1', port: 0 });
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const ask = (traceparent: string) => send(`${url}/health`, { headers: { traceparent } });
  const { headers } = await ask(`00-${trace}-00f067aa0ba902b7-01`);
  t.equal(headers.get('traceparent'), null);
  t.equal((await ask('00-Fulano de Tal-01')).status, 503, 'an invalid one is no error');
  await app.close();
  const requests = lines.filter(({ msg }) => msg === 'request');
  t.match(requests, [{ trace_id: trace, route: '/health' }, { route: '/health' }]);
  t.notOk('trace_id' in (requests[1] ?? {}));
  t.notMatch(JSON.stringify(lines), 'Fulano');
});
