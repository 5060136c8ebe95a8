/**
 * Converts random checkpoints of RoBERTa-base's size from a pytorch_model.bin, each in a process of
 * its own, and prints its time and peak memory beside the checkpoint's size.
 *
 *     npm run build && npx tsc --build && node dist/bench/conversion.js
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromRoot } from '../test/root.js';
import type { Precision } from '../src/graph/precision.js';
import { writeBaseCheckpoint, type StoredAs } from './base-checkpoint.js';

/**
 * Prints the process's peak memory as its last words. VmHWM counts from the program's start; the
 * maximum that getrusage gives would include what this process had when it forked.
 */
const REPORT =
  'data:text/javascript,import{readFileSync}from"node:fs";' +
  'process.on("exit",()=>console.error(readFileSync("/proc/self/status","utf8")))';

async function convert(
  folder: string,
  target: string,
  precision: Precision,
): Promise<{ peak: number; seconds: number }> {
  const started = performance.now();
  const command = [fromRoot('dist/src/cli.js'), 'convert', folder, target];
  // Random weights may decide as they like.
  const options = ['--precision', precision, '--min-agreement', '0'];
  const args = ['--import', REPORT, ...command, ...options];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const code = await new Promise((resolve) => child.once('close', resolve));
  const peak = Number(/VmHWM:\s+(\d+) kB/.exec(errors)?.[1]) * 1024;
  if (code !== 0) throw new Error(errors);
  return { peak, seconds: (performance.now() - started) / 1000 };
}

const cases: readonly (readonly [StoredAs, readonly Precision[]])[] = [
  ['F32', ['fp32', 'int8']],
  ['F16', ['fp32', 'int8', 'fp16']],
];

const work = mkdtempSync(join(tmpdir(), 'mascarilla-'));
try {
  for (const [dtype, precisions] of cases) {
    const folder = join(work, dtype);
    const size = writeBaseCheckpoint(folder, dtype);
    for (const precision of precisions) {
      const target = join(work, 'package');
      const { peak, seconds } = await convert(folder, target, precision);
      rmSync(target, { recursive: true });
      console.log(
        `${dtype}, ${(size / 1e6).toFixed(0)} MB, to ${precision} in ${seconds.toFixed(1)} s, ` +
          `peak memory ${(peak / 1e6).toFixed(0)} MB: ${(peak / size).toFixed(2)} × the checkpoint`,
      );
    }
    rmSync(folder, { recursive: true });
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
