import type { ChildProcess } from 'node:child_process';

/** However this process ends, the child does not outlive it. */
export function endWithUs(child: ChildProcess): void {
  const kill = () => child.kill();
  process.once('exit', kill);
  child.once('close', () => process.off('exit', kill));
}
