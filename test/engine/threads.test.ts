import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import t from 'tap';
import { countThreads, cpuQuota } from '../../src/engine/threads.js';
import { fromRoot } from '../root.js';

type Files = Readonly<Record<string, string>>;

/** A machine that has these files and no others. */
const machine = (files: Files) => (file: string) => {
  const content = files[file];
  if (content === undefined) throw new Error(`ENOENT: ${file}`);
  return content;
};

const version2 = (max: string, folder = '') => ({
  [`/sys/fs/cgroup${folder}/cpu.max`]: `${max}\n`,
});

const version1 = (quota: string, folder = '/cpu') => ({
  [`/sys/fs/cgroup${folder}/cpu.cfs_quota_us`]: `${quota}\n`,
  [`/sys/fs/cgroup${folder}/cpu.cfs_period_us`]: '100000\n',
});

const groups = (...lines: string[]) => ({ '/proc/self/cgroup': `${lines.join('\n')}\n` });

const quotaOf = (...files: Files[]) => cpuQuota(machine(Object.assign({}, ...files) as Files));
const threadsOf = (...files: Files[]) =>
  countThreads(machine(Object.assign({}, ...files) as Files));

void t.test("a control group's quota is a number of processors", (t) => {
  t.equal(quotaOf(version2('150000 100000')), 1.5);
  t.equal(quotaOf(version2('max 100000')), null);
  t.equal(quotaOf(version1('250000')), 2.5);
  t.equal(quotaOf(version1('250000', '/cpu,cpuacct')), 2.5);
  t.equal(quotaOf(version1('-1')), null);
  t.equal(quotaOf({}), null);
  t.end();
});

void t.test('a service has the quota of its own group', (t) => {
  const own = groups('0::/system.slice/mascarilla.service');
  const path = '/system.slice/mascarilla.service';
  t.equal(quotaOf(own, version2('200000 100000', path)), 2);
  t.equal(quotaOf(own, version2('max 100000', path)), null);
  t.equal(quotaOf(own, version2('200000 100000', '/system.slice/other.service')), null);
  t.end();
});

void t.test('the least quota of the groups around it wins', (t) => {
  const own = groups('0::/a/b/c');
  const at = (one: string, other: string) =>
    quotaOf(own, version2('max 100000', '/a/b/c'), version2(one, '/a/b'), version2(other, '/a'));
  t.equal(at('300000 100000', 'max 100000'), 3);
  t.equal(at('max 100000', '200000 100000'), 2);
  t.equal(at('300000 100000', '200000 100000'), 2);
  t.equal(at('100000 100000', '200000 100000'), 1);
  t.equal(quotaOf(own, version2('50000 100000')), 0.5, 'also the one at the mount');
  t.end();
});

void t.test('version 1 has its groups under the controller', (t) => {
  const own = groups('9:memory:/m', '4:cpu,cpuacct:/user.slice/a', '3:cpuset:/s', '0::/');
  t.equal(quotaOf(own, version1('150000', '/cpu/user.slice/a')), 1.5);
  t.equal(quotaOf(own, version1('150000', '/cpu/user.slice'), version1('-1')), 1.5);
  t.equal(quotaOf(own, version1('150000', '/cpu/m'), version1('150000', '/cpu/s')), null);
  t.equal(
    quotaOf(groups('2:cpuacct:/a', '1:cpu:/b', '0::/u'), version1('100000', '/cpu/b')),
    1,
    'controllers mounted apart',
  );
  t.equal(quotaOf(own, version1('300000'), version2('200000 100000')), 2, 'both versions at once');
  t.end();
});

void t.test('in a container that sees the names of the host, the mount is its group', (t) => {
  const id = 'f00d';
  t.equal(quotaOf(groups(`4:cpu,cpuacct:/docker/${id}`), version1('200000')), 2);
  t.equal(quotaOf(groups(`0::/kubepods/${id}`), version2('200000 100000')), 2);
  t.equal(quotaOf(groups('0::/../../elsewhere'), version2('200000 100000')), 2);
  t.end();
});

void t.test('files that make no sense are no quota', (t) => {
  for (const max of ['', 'max', '0 0', '100000', 'x y', '-5 100000', '100000 0']) {
    t.equal(quotaOf(version2(max)), null, JSON.stringify(max));
  }
  t.equal(quotaOf({ '/proc/self/cgroup': 'no such thing\n::\n' }, version2('100000 100000')), 1);
  t.end();
});

void t.test('threads are whole processors, at least one, at most those there are', (t) => {
  const processors = availableParallelism();
  t.equal(threadsOf(version2('50000 100000')), 1);
  t.equal(threadsOf(version2('190000 100000')), 1);
  t.equal(threadsOf(version2('100000000 100000')), processors);
  t.equal(threadsOf(version2('max 100000')), processors);
  t.equal(threadsOf({}), processors);
  t.ok(countThreads() >= 1, 'this machine, whatever it is');
  t.end();
});

void t.test('a process that is held to one processor has one thread', async (t) => {
  const program = `import { countThreads } from ${JSON.stringify(fromRoot('dist/src/engine/threads.js'))};
    process.stdout.write(String(countThreads()));`;
  const node = [process.execPath, '--input-type=module', '-e', program];
  const [first = '0'] = /^Cpus_allowed_list:\s*(\d+)/m.exec(statusOfThisProcess())?.slice(1) ?? [];
  const taskset = promisify(execFile)('taskset', ['-c', first, ...node]);
  const told = await taskset.catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (told === null) t.comment('there is no taskset here');
  else t.equal(told.stdout, '1');
});

function statusOfThisProcess(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';
  }
}
