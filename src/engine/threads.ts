import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { posix } from 'node:path';

/** Gives the text of a file, or throws. Tests bring files of their own. */
export type ReadText = (file: string) => string;

/**
 * Threads for the engine: the processors this process may use (by its affinity, which cpusets
 * narrow too), or fewer where a quota of its control groups gives less. ONNX Runtime itself counts
 * the host's cores and knows no quota.
 */
export function countThreads(read: ReadText = readText): number {
  const quota = cpuQuota(read);
  const processors = availableParallelism();
  return quota === null ? processors : Math.max(1, Math.min(processors, Math.floor(quota)));
}

/** Folders where the `cpu` controller of version 1 is mounted; the second where it has no link. */
const VERSION_1_MOUNTS = ['/sys/fs/cgroup/cpu', '/sys/fs/cgroup/cpu,cpuacct'];

/**
 * Processors that the control groups of this process give it: the least quota of its own group and
 * of those around it, of cgroup v2 (`cpu.max`) and v1 (`cpu.cfs_*_us`); null without a quota.
 * In a container, groups can have the names that the host gave them, while the container's own lies
 * at the mount itself: whatever folder is there counts. Formats after cgroups(7), and the kernel's
 * admin-guide/cgroup-v2 and scheduler/sched-bwc.
 */
export function cpuQuota(read: ReadText): number | null {
  const { version2, version1 } = ownGroups(read);
  const quotas = [
    ...upwards('/sys/fs/cgroup', version2).map((folder) => quota2(folder, read)),
    ...VERSION_1_MOUNTS.flatMap((mount) => upwards(mount, version1)).map((folder) =>
      quota1(folder, read),
    ),
  ].filter((quota) => quota !== null);
  return quotas.length === 0 ? null : Math.min(...quotas);
}

/** The groups of this process: `0::/system.slice/a.service` (v2), `4:cpu,cpuacct:/docker/b` (v1). */
function ownGroups(read: ReadText): { readonly version2: string; readonly version1: string } {
  let version2 = '/';
  let version1 = '/';
  for (const line of attempt(() => read('/proc/self/cgroup'))?.split('\n') ?? []) {
    const [, id, controllers = '', path = '/'] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    if (id === '0') version2 = path;
    if (controllers.split(',').includes('cpu')) version1 = path;
  }
  return { version2, version1 };
}

/** A group's folder and those around it up to the mount; a path that leads out of it stays there. */
function upwards(mount: string, path: string): string[] {
  const folders = [mount];
  for (const name of posix.join('/', path).split('/')) {
    if (name !== '') folders.push(posix.join(folders.at(-1) ?? mount, name));
  }
  return folders;
}

function quota2(folder: string, read: ReadText): number | null {
  const [quota, period] =
    attempt(() => read(`${folder}/cpu.max`))
      ?.trim()
      .split(/\s+/) ?? [];
  return ratio(quota, period);
}

function quota1(folder: string, read: ReadText): number | null {
  const quota = attempt(() => read(`${folder}/cpu.cfs_quota_us`));
  const period = attempt(() => read(`${folder}/cpu.cfs_period_us`));
  return ratio(quota, period);
}

/** `max` (version 2) and −1 (version 1) mean that there is no quota. */
function ratio(quota: string | undefined, period: string | undefined): number | null {
  const value = Number(quota) / Number(period);
  return Number.isFinite(value) && value > 0 ? value : null;
}

const readText: ReadText = (file) => readFileSync(file, 'utf8');

function attempt(action: () => string): string | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
