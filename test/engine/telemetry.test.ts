import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Engine } from '../../src/engine/engine.js';
import { bundledEngine } from './bundled.js';

/** Where ONNX Runtime keeps the identifier and the events that it sends to its maker. */
const KEPT = 'Microsoft';

void t.test('no engine keeps or sends what ONNX Runtime tells its maker', async (t) => {
  const home = t.testdir();
  process.env['HOME'] = process.env['XDG_CACHE_HOME'] = home;
  // ONNX Runtime is silent by itself where these three are set, which would prove nothing.
  delete process.env['CI'];
  delete process.env['TF_BUILD'];
  delete process.env['GITHUB_ACTIONS'];
  process.env['ORT_DISABLE_TELEMETRY'] = '0';
  const options = await bundledEngine(t);
  const { engine } = await Engine.start(options);
  t.teardown(() => engine.close());
  t.notOk(existsSync(join(home, KEPT)));
  t.notOk(existsSync(join(home, '.cache', KEPT)));
});
