import { readFileSync } from 'node:fs';

/** Child processes of a process, by the kernel's list. Linux only. */
export const childrenOf = (pid: number | undefined): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

/** Engines of a service: children that run the engine's program, not yet copies of their parent. */
export const enginesOf = (pid: number | undefined): number[] =>
  childrenOf(pid).filter((child) => {
    try {
      return readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('engine/child');
    } catch {
      // It has just ended.
      return false;
    }
  });
