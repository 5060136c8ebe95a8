/** Conversions of real processes that are killed, put to sleep, or started twice. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openModel, type CacheEvent } from '../../src/package/cache.js';
import { openVerified } from '../../src/package/package.js';
import { Converter, patient, quick } from './converting.js';
import { tinySetting } from './tiny-checkpoint.js';

void t.test('of processes that start at once one converts, and the others wait', async (t) => {
  const setting = tinySetting(t);
  const first = new Converter(t, setting, patient);
  await first.write(0.5);
  const others = [new Converter(t, setting, patient), new Converter(t, setting, patient)];
  for (const other of others) await other.until('waiting');
  t.match(others[0]?.told, [
    { kind: 'waiting', who: new RegExp(`^process ${first.child.pid} on `) },
  ]);
  t.strictSame(await Promise.all([first, ...others].map((one) => one.finish())), [0, 0, 0]);
  t.strictSame(
    [first, ...others].map((one) => one.count('converted')),
    [1, 0, 0],
  );
  t.match(readdirSync(setting.packages), [/^tiny-fp32-[0-9a-f]{16}$/], 'no lock is left');
});

void t.test('a race of many from the start is one conversion', async (t) => {
  const setting = tinySetting(t);
  const racers = Array.from({ length: 4 }, () => new Converter(t, setting, patient));
  t.strictSame(await Promise.all(racers.map((one) => one.finish())), [0, 0, 0, 0]);
  t.equal(
    racers.reduce((sum, one) => sum + one.count('converted'), 0),
    1,
  );
  t.equal(readdirSync(setting.packages).length, 1);
});

void t.test('a conversion that is killed at any moment blocks nobody', async (t) => {
  for (const part of [0, 0.2, 0.9, 1]) {
    const setting = tinySetting(t);
    const { checkpoint, packages, options } = setting;
    const child = new Converter(t, setting, patient);
    await child.write(part);
    // At its last stop, let it run into what comes after the weights.
    if (part === 1) child.child.stdin?.end();
    await child.kill();
    for (const name of readdirSync(packages)) {
      if (/^tiny-fp32-[0-9a-f]{16}$/.test(name)) await openVerified(join(packages, name));
    }
    const opened = await openModel(checkpoint, { ...options, pace: quick });
    t.strictSame(await openVerified(opened.directory), opened, `after ${part}`);
    t.strictSame(
      readdirSync(packages).map((name) => join(packages, name)),
      [opened.directory],
      'nothing of the killed one is left',
    );
  }
});

void t.test('who waits for a conversion that is killed does it', async (t) => {
  const setting = tinySetting(t);
  const first = new Converter(t, setting, quick);
  await first.write(0.5);
  // Its loop stands still for the test, and with it its heart: the other would take over.
  const second = new Converter(t, setting, { ...quick, idleMs: 1500 });
  await second.until('waiting');
  await first.kill();
  t.equal(await second.finish(), 0);
  t.equal(second.count('converted'), 1);
  t.equal(readdirSync(setting.packages).length, 1);
});

void t.test('a converter that was asleep takes the package of who took over', async (t) => {
  const setting = tinySetting(t);
  const { checkpoint, packages, options } = setting;
  const sleeper = new Converter(t, setting, patient);
  await sleeper.write(0.5);
  const events: CacheEvent[] = [];
  const report = (event: CacheEvent) => events.push(event);
  const opened = await openModel(checkpoint, { ...options, pace: quick, report });
  t.match(events, [{ kind: 'waiting' }, { kind: 'converted' }]);
  t.equal(await sleeper.finish(), 0);
  t.equal(sleeper.count('converted'), 0);
  t.strictSame(
    readdirSync(packages).map((name) => join(packages, name)),
    [opened.directory],
  );
});

void t.test('a lock whose maker was killed before it signed it is removed', async (t) => {
  const { checkpoint, directory, packages, options } = tinySetting(t);
  const { directory: target } = await openModel(checkpoint, options);
  const other = { ...options, home: join(directory, 'other') };
  const lock = join(other.home, 'packages', `${target.slice(packages.length + 1)}.lock`);
  mkdirSync(lock, { recursive: true });
  await openModel(checkpoint, { ...other, pace: quick });
  t.equal(readdirSync(join(other.home, 'packages')).length, 1);
});

void t.test('what is no lock in the place of one is told, and stays', async (t) => {
  const { checkpoint, directory, packages, options } = tinySetting(t);
  const { directory: target } = await openModel(checkpoint, options);
  const name = `${target.slice(packages.length + 1)}.lock`;
  const things: Readonly<Record<string, (path: string) => void>> = {
    file: (path) => writeFileSync(path, ''),
    folder: (path) => {
      mkdirSync(path);
      writeFileSync(join(path, 'notes.txt'), '');
    },
  };
  for (const [thing, put] of Object.entries(things)) {
    const other = { ...options, home: join(directory, thing), pace: quick };
    mkdirSync(join(other.home, 'packages'), { recursive: true });
    put(join(other.home, 'packages', name));
    const message = /packages: no package can be written there \(E[A-Z]+: .*rmdir.*\.lock/;
    await t.rejects(openModel(checkpoint, other), { code: 'PACKAGE_NOT_WRITTEN', message });
    t.strictSame(readdirSync(join(other.home, 'packages')), [name], thing);
  }
});
