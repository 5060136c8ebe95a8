/** What is left of `mascarilla run` when it is ended at any time, and how it goes on. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { fromRoot } from '../root.js';
import { run, Running } from './cli.js';
import { killAndGoOn } from './killed.js';
import { args, journalOf, linesOf, MODEL, sentences } from './runs.js';

const CLI = fromRoot('dist/src/cli.js');

/** Enough that a run is still busy when it is ended. */
const MANY = 4000;

void t.test('killed at any time, it gives the same bytes in the end', (t) =>
  killAndGoOn(t, 'embed', sentences(t, MANY)),
);

void t.test('a signal lets it finish what it has read; the same command goes on', async (t) => {
  const input = sentences(t, MANY);
  const output = join(dirname(input), 'out.jsonl');
  const asked = args('embed', MODEL, input, output);
  const running = new Running(asked);
  while (!existsSync(output) || statSync(output).size === 0) {
    if (running.child.exitCode !== null) throw new Error(running.stderr);
    await sleep(5);
  }
  running.child.kill('SIGTERM');
  const { code, stderr } = await running.ended();
  t.equal(code, 143, stderr);
  t.match(
    stderr,
    /mascarilla: interrupted with all that was read written; the same command goes on/,
  );
  const { records, bytes, finished } = journalOf(output);
  t.equal(finished, false);
  t.ok(records > 0 && records < MANY);
  t.equal(statSync(output).size, bytes, 'nothing lies behind what is counted');
  t.equal(linesOf(output).length, records);

  const changed = readFileSync(input, 'utf8').replace('"s0"', '"s-0"');
  writeFileSync(`${input}.changed.jsonl`, changed);
  const other = await run(args('embed', MODEL, `${input}.changed.jsonl`, output));
  t.equal(other.code, 1);
  t.match(other.stderr, /its first \d+ records are not those from which the output was begun/);
  const pooled = await run([...asked, '--pooling', 'cls']);
  t.match(pooled.stderr, /out\.jsonl: it was begun with another pooling, as .*\.run\.json tells/);

  const last = await run(asked);
  t.equal(last.code, 0, last.stderr);
  t.same(
    linesOf(output).map(({ id }) => id),
    Array.from({ length: MANY }, (_, index) => `s${index}`),
  );
});

void t.test('a full disk ends it, and it goes on once there is room', async (t) => {
  const input = sentences(t, 600);
  const output = join(dirname(input), 'out.jsonl');
  const asked = args('embed', MODEL, input, output);
  const command = ['sh', '-c', 'ulimit -f 64; exec "$@"', 'sh', process.execPath, CLI, ...asked];
  // Without the variables of tap, by which it would write files of its own.
  const ended = await new Promise<{ code: number; stderr: string }>((resolve) => {
    execFile('env', ['-i', `PATH=${process.env['PATH']}`, ...command], (error, _, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stderr });
    });
  });
  t.equal(ended.code, 1);
  t.match(ended.stderr, /out\.jsonl cannot be written: EFBIG: .*\. Choose another place, or make/);
  const last = await run(asked);
  t.equal(last.code, 0, last.stderr);
  t.equal(linesOf(output).length, 600);
});
