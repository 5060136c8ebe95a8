import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/**
 * Threads for the engine: the processors this process may use, or fewer where a container's quota
 * gives less. ONNX Runtime itself counts the host's cores and knows no quota.
 */
export function countThreads(read: (file: string) => string = readText): number {
  const quota = cpuQuota(read);
  const processors = availableParallelism();
  return quota === null ? processors : Math.max(1, Math.min(processors, Math.floor(quota)));
}

/** Processors of the control group: cgroup v2 `cpu.max`, v1 `cpu.cfs_*_us`; null without a quota. */
export function cpuQuota(read: (file: string) => string): number | null {
  const version2 = attempt(() => read('/sys/fs/cgroup/cpu.max'))
    ?.trim()
    .split(/\s+/);
  if (version2 !== undefined) return ratio(version2[0], version2[1]);
  const quota = attempt(() => read('/sys/fs/cgroup/cpu/cpu.cfs_quota_us'));
  const period = attempt(() => read('/sys/fs/cgroup/cpu/cpu.cfs_period_us'));
  return ratio(quota, period);
}

/** `max` (version 2) and −1 (version 1) mean that there is no quota. */
function ratio(quota: string | undefined, period: string | undefined): number | null {
  const value = Number(quota) / Number(period);
  return Number.isFinite(value) && value > 0 ? value : null;
}

const readText = (file: string): string => readFileSync(file, 'utf8');

function attempt(action: () => string): string | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
