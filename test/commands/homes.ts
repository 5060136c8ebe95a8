/** Servers with a home of their own, and what is in it. */
import type { Test } from 'tap';
import { fromRoot } from '../root.js';
import { run, Running } from './cli.js';

export const CHECKPOINT = fromRoot('test/golden/roberta-mlm');

export interface Listed {
  readonly bytes: number;
  readonly packages: readonly { folder: string; model: string; usedBy: string | null }[];
}

/** What `cache list --json` tells. */
export async function list(home: string): Promise<Listed> {
  const { stdout } = await run(['cache', 'list', '--json'], { MASCARILLA_HOME: home });
  return JSON.parse(stdout) as Listed;
}

export function start(t: Test, home: string, models = CHECKPOINT): Running {
  const flags = ['--port', '0', '--threads', '1', '--mascarilla-home', home, '--models', models];
  const running = new Running(['serve', ...flags]);
  t.teardown(() => running.child.kill('SIGKILL'));
  return running;
}

/** Starts a server until it is ready, and ends it; gives its log. */
export async function serveOnce(t: Test, home: string, models = CHECKPOINT): Promise<string> {
  const running = start(t, home, models);
  await running.until(/mascarilla serves/);
  running.child.kill('SIGTERM');
  return (await running.ended()).stderr;
}
