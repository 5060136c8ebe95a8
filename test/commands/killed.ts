import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { run, Running } from './cli.js';
import { args, bulk, linesOf, MODEL, NER } from './runs.js';

/** Starts a run, and kills it once it has written something, at a random time after that. */
async function killSometime(asked: readonly string[], growing: string): Promise<boolean> {
  const running = new Running(asked);
  const size = () => (existsSync(growing) ? statSync(growing).size : 0);
  const before = size();
  while (size() === before && running.child.exitCode === null) await sleep(5);
  await sleep(Math.random() * 100);
  running.child.kill('SIGKILL');
  await running.ended();
  return running.child.signalCode === 'SIGKILL';
}

/** Kills a run twice, lets the third end, and compares its bytes with those of one never killed. */
export async function killAndGoOn(t: Test, task: 'embed' | 'ner', input: string): Promise<void> {
  const folder = dirname(input);
  const whole = join(folder, 'whole.jsonl');
  const { code, stderr } = await bulk(task, input, whole);
  t.equal(code, 0, stderr);
  t.ok(linesOf(whole).every((line) => !('error' in line)));
  const parts = join(folder, 'parts.jsonl');
  const asked = args(task, task === 'ner' ? NER : MODEL, input, parts);
  let kills = 0;
  for (let times = 0; times < 2; times++) kills += (await killSometime(asked, parts)) ? 1 : 0;
  t.ok(kills > 0, `${kills} kills`);
  // Whatever stood behind the last checkpoint: half a line, too.
  writeFileSync(parts, '{"id":"torn', { flag: 'a' });
  const last = await run(asked);
  t.equal(last.code, 0, last.stderr);
  t.ok(readFileSync(parts).equals(readFileSync(whole)), 'byte for byte');
}
