/**
 * A start of the service as far as its package, in a process that the test can end: it tells what
 * happens, stands still after each weight, and goes on only where the test says so.
 */
import { readSync } from 'node:fs';
import { openModel } from '../../src/package/cache.js';
import type { Told } from './converting.js';

const [checkpoint = '', home = '', beatMs = '', idleMs = ''] = process.argv.slice(2);

const tell = (told: Told): void => void process.send?.(told);

await openModel(checkpoint, {
  home,
  precision: 'fp32',
  pace: { beatMs: Number(beatMs), idleMs: Number(idleMs) },
  report: tell,
  progress: (written, total) => {
    tell({ kind: 'progress', part: written / total });
    // Stands still until the test writes a byte; at the end of the input, runs on.
    readSync(0, new Uint8Array(1));
  },
});
process.disconnect();
