/**
 * A start of the service as far as its package, in a process that the test can end: it reports
 * after each weight, and goes on only where the test says so.
 */
import { readSync } from 'node:fs';
import { openModel } from '../../src/package/cache.js';

const [checkpoint = '', home = ''] = process.argv.slice(2);
await openModel(checkpoint, {
  home,
  precision: 'fp32',
  progress: (written, total) => {
    process.send?.(written / total);
    // Stands still until the test writes a byte; at the end of the input, runs on.
    readSync(0, new Uint8Array(1));
  },
});
process.disconnect();
