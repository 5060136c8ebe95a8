/** How many connections there may be, and at which address. */
import dns, { type LookupAddress, type LookupAllOptions } from 'node:dns';
import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { ServiceMetrics } from '../../src/metrics/metrics.js';
import { listen } from '../../src/server/listen.js';
import { readSamples } from '../metrics/samples.js';
import { Connection } from './connection.js';
import { buildDefault, loadingModel } from './server.js';

type AllFound = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

const DROPPED = 'mascarilla_dropped_connections_total';

/** The status of an answer on a connection of its own. Rejects where that is closed. */
async function askOnce(url: string): Promise<number> {
  const connection = await Connection.open(url);
  const { status } = await connection.post('/embed', { inputs: 'tos' });
  connection.close();
  return status;
}

void t.test('beyond --max-connections new ones are closed, and counted', async (t) => {
  const metrics = new ServiceMetrics();
  const app = await buildDefault({ models: loadingModel(), metrics, maxConnections: 2 });
  t.teardown(() => app.close());
  const url = await listen(app, { host: '127.0.0.1', port: 0 });
  const first = await Connection.open(url);
  const second = await Connection.open(url);
  const dropped = async () => readSamples(await metrics.write()).get(DROPPED);
  t.equal(await dropped(), 0);

  const third = connect(Number(new URL(url).port), '127.0.0.1');
  // The system may tell it as an error.
  third.on('error', () => undefined);
  let heard = 0;
  third.on('data', () => (heard += 1));
  await once(third, 'close');
  t.equal(heard, 0);
  t.equal(await dropped(), 1);

  for (const connection of [first, second]) {
    const { status } = await connection.post('/embed', { inputs: 'tos' });
    t.equal(status, 503, 'those that are there are answered');
  }
  first.close();
  // A moment later the server has heard of it.
  let status: number | null = null;
  while (status === null) status = await askOnce(url).catch(() => null);
  t.equal(status, 503, 'there is room again');
  second.close();
});

void t.test('localhost is one address: what the server watches over is all there is', async (t) => {
  const { lookup } = dns;
  const twice = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
  // As on a machine that knows localhost by two addresses.
  const value = (...args: [name: string, options: LookupAllOptions, done?: AllFound]) => {
    const [name, , done] = args;
    if (name !== 'localhost' || done === undefined) Reflect.apply(lookup, dns, args);
    else done(null, twice);
  };
  t.intercept(dns, 'lookup', { value });
  const app = await buildDefault({ models: loadingModel() });
  t.teardown(() => app.close());
  const url = await listen(app, { host: 'localhost', port: 0 });
  const port = Number(new URL(url).port);
  t.equal(url, `http://127.0.0.1:${port}`);
  t.match(app.addresses(), [{ address: '127.0.0.1', port }]);
  t.equal(app.addresses().length, 1);
});
