import t from 'tap';
import { send, startServer } from './server.js';

const server = await startServer(t);

/** Asks with a limit of time. */
const ask = (limit: string, inputs: unknown) =>
  send(`${server.url}/embed`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-timeout-ms': limit },
    body: JSON.stringify({ inputs }),
  });

const long = 'Paciente de 71 años con hipertensión arterial. '.repeat(80);

void t.test('an answer in time is an answer', async (t) => {
  const { status, body } = await ask('60000', 'Paciente con fiebre.');
  t.equal(status, 200);
  t.match(body, [[Number]]);
});

void t.test('what cannot be ready in time is refused, and told when to try again', async (t) => {
  const { status, headers, body } = await ask(
    '1',
    Array.from({ length: 32 }, () => long),
  );
  t.equal(status, 503);
  t.match(body, { code: 'DEADLINE_UNREACHABLE', error_type: 'overloaded' });
  t.match(body, { error: /would take about \d+ ms, and x-request-timeout-ms allows 1/ });
  t.match(headers.get('retry-after'), /^[1-9]\d*$/);
});

void t.test('a limit that is no number of milliseconds is refused', async (t) => {
  for (const limit of ['0', '-1', 'soon', '1.5', '99999999999', '1, 2']) {
    const { status, body } = await ask(limit, 'Paciente con fiebre.');
    t.equal(status, 422, limit);
    t.match(body, { code: 'REQUEST_INVALID', error: /headers\/x-request-timeout-ms/ });
  }
});
