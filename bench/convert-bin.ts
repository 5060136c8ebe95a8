/**
 * Converts a random checkpoint of RoBERTa-base's size from a pytorch_model.bin, in a process of its
 * own, and prints its time and peak memory beside the checkpoint's size.
 *
 *     npm run build && npx tsc --build && node dist/bench/convert-bin.js
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromRoot } from '../test/root.js';
import { writeBaseCheckpoint } from './base-checkpoint.js';

/**
 * Prints the process's peak memory as its last words. VmHWM counts from the program's start; the
 * maximum that getrusage gives would include what this process had when it forked.
 */
const REPORT =
  'data:text/javascript,import{readFileSync}from"node:fs";' +
  'process.on("exit",()=>console.error(readFileSync("/proc/self/status","utf8")))';

async function convert(folder: string, target: string): Promise<{ peak: number; seconds: number }> {
  const started = performance.now();
  const args = ['--import', REPORT, fromRoot('dist/src/cli.js'), 'convert', folder, target];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const code = await new Promise((resolve) => child.once('close', resolve));
  const peak = Number(/VmHWM:\s+(\d+) kB/.exec(errors)?.[1]) * 1024;
  if (code !== 0) throw new Error(errors);
  return { peak, seconds: (performance.now() - started) / 1000 };
}

const work = mkdtempSync(join(tmpdir(), 'mascarilla-'));
try {
  const folder = join(work, 'base');
  const size = writeBaseCheckpoint(folder);
  const { peak, seconds } = await convert(folder, join(work, 'package'));
  console.log(
    `checkpoint ${(size / 1e6).toFixed(0)} MB, converted in ${seconds.toFixed(1)} s, ` +
      `peak memory ${(peak / 1e6).toFixed(0)} MB: ${(peak / size).toFixed(2)} × the checkpoint`,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
