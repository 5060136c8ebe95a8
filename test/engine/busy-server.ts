/** A server that has never finished: it runs batch after batch, and is killed meanwhile. */
import { Engine } from '../../src/engine/engine.js';
import type { EngineOptions } from '../../src/engine/protocol.js';
import { mixedRows } from './bundled.js';

// The test passes it.
const options = JSON.parse(process.argv[2] ?? '') as EngineOptions;
const { engine } = await Engine.start(options);
for (;;) {
  await engine.run(mixedRows);
  process.send?.('busy');
}
