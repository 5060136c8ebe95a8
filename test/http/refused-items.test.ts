/** A text of which the engine dies, in a list of which each text answers for itself. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { startServer } from './server.js';

void t.test('the engine’s death is the error of the text that it dies of', async (t) => {
  const child = new URL('../engine/children/dies-of-13-candidates.js', import.meta.url);
  const spawn = () =>
    fork(fileURLToPath(child), {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  const { post } = await startServer(t, { threads: '1' }, { spawn });
  const asked = { inputs: ['', 'Dolor <mask>.'], parameters: { on_error: 'item', top_k: 13 } };
  const { status, headers, body } = await post('/fill-mask', asked);
  t.equal(status, 200);
  t.match(body, [{ code: 'INPUT_EMPTY' }, { code: 'ROW_REFUSED', error_type: 'backend' }]);
  t.equal(headers.get('x-failed-inputs'), '0,1');
});
