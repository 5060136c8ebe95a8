import { availableParallelism } from 'node:os';
import t from 'tap';
import { countThreads, cpuQuota } from '../../src/engine/threads.js';

/** A machine that has these files and no others. */
const machine = (files: Readonly<Record<string, string>>) => (file: string) => {
  const content = files[file];
  if (content === undefined) throw new Error(`ENOENT: ${file}`);
  return content;
};

const version2 = (max: string) => machine({ '/sys/fs/cgroup/cpu.max': `${max}\n` });

const version1 = (quota: string) =>
  machine({
    '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': `${quota}\n`,
    '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
  });

void t.test("a control group's quota is a number of processors", (t) => {
  t.equal(cpuQuota(version2('150000 100000')), 1.5);
  t.equal(cpuQuota(version2('max 100000')), null);
  t.equal(cpuQuota(version1('250000')), 2.5);
  t.equal(cpuQuota(version1('-1')), null);
  t.equal(cpuQuota(machine({})), null);
  t.end();
});

void t.test('threads are whole processors, at least one, at most those there are', (t) => {
  const processors = availableParallelism();
  t.equal(countThreads(version2('50000 100000')), 1);
  t.equal(countThreads(version2('190000 100000')), 1);
  t.equal(countThreads(version2('100000000 100000')), processors);
  t.equal(countThreads(version2('max 100000')), processors);
  t.equal(countThreads(machine({})), processors);
  t.ok(countThreads() >= 1, 'this machine, whatever it is');
  t.end();
});
