import fc from 'fast-check';
import {
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import t, { type Test } from 'tap';
import { openModel } from '../../src/package/cache.js';
import { whyRemove, type CleanRequest } from '../../src/package/cleaning.js';
import {
  listCache,
  removeEntry,
  removeOrphans,
  type Entry,
  type EntryState,
} from '../../src/package/inventory.js';
import { isPartialOf, parseName, partialOf } from '../../src/package/names.js';
import { markUsed, readUse } from '../../src/package/use.js';
import { Converter, patient } from './converting.js';
import { damages } from './damages.js';
import { tinySetting } from './tiny-checkpoint.js';

async function withPackage(t: Test) {
  const setting = tinySetting(t);
  const { directory } = await openModel(setting.checkpoint, setting.options);
  return { ...setting, package: directory, folder: basename(directory) };
}

const age = (path: string, minutes: number) => {
  const then = Date.now() / 1000 - 60 * minutes;
  utimesSync(path, then, then);
};

void t.test('a package is described', async (t) => {
  const { home, folder } = await withPackage(t);
  const [entry, ...others] = await listCache(home, true);
  t.match(entry, {
    ...{ folder, model: 'tiny', precision: 'fp32', usedBy: null, lastUsedMs: null },
    state: { kind: 'ok' },
  });
  t.ok(entry && entry.bytes > 6000 && entry.bytes < 50_000);
  t.ok(entry?.convertedMs && Math.abs(entry.convertedMs - Date.now()) < 600_000);
  t.strictSame(others, []);
  t.strictSame(await listCache(join(home, 'nowhere'), true), []);
});

void t.test('damaged packages and those of other versions are told apart', async (t) => {
  const other = ['another format', 'another version of the converter'];
  for (const [damage, { harm }] of Object.entries(damages)) {
    const { home, package: directory } = await withPackage(t);
    harm(directory);
    const [entry] = await listCache(home, true);
    t.equal(entry?.state.kind, other.includes(damage) ? 'other version' : 'damaged', damage);
    const [unread] = await listCache(home, false);
    const seen = damage !== 'a flipped bit in the weights';
    t.equal(unread?.state.kind !== 'ok', seen, `${damage}, without the weights' hash`);
  }
});

void t.test('what cannot be read is not called damaged', async (t) => {
  for (const name of ['model.json', 'graph.onnx', 'weights.bin']) {
    const { home, package: directory } = await withPackage(t);
    // As the system refuses it to anybody, root included.
    renameSync(join(directory, name), join(directory, 'away'));
    symlinkSync(name, join(directory, name));
    const [found] = await listCache(home, true);
    t.match(found?.state, { kind: 'unreadable', detail: name });
  }
});

void t.test('what is not ours is neither listed nor removed', async (t) => {
  const { directory, home, packages, folder } = await withPackage(t);
  for (const name of [
    'notes',
    'film.partial',
    'base-fp32-0123',
    `${folder}.old`,
    `x${folder}.tmp`,
  ]) {
    mkdirSync(join(packages, name));
  }
  // Called like packages, but a file and a link.
  writeFileSync(join(packages, 'tiny-fp32-0000000000000000'), 'mine');
  mkdirSync(join(directory, 'mine'));
  symlinkSync(join(directory, 'mine'), join(packages, 'tiny-fp32-0000000000000001'));
  const before = readdirSync(packages);
  const entries = await listCache(home, true);
  t.strictSame(
    entries.map((entry) => entry.folder),
    [folder],
  );
  for (const entry of entries) await removeEntry(home, entry);
  await removeOrphans(home);
  t.strictSame(
    readdirSync(packages),
    before.filter((name) => name !== folder),
  );
});

void t.test('a package that is served is not removed', async (t) => {
  const { home, package: directory, packages } = await withPackage(t);
  const [entry] = await listCache(home, false);
  const release = await markUsed(directory, home);
  const by = `served by process ${process.pid} on `;
  const [served] = await listCache(home, false);
  t.ok(served?.usedBy?.startsWith(by), 'it is told');
  t.ok(entry && (await removeEntry(home, entry))?.startsWith(by), 'also when it came later');
  await removeOrphans(home);
  t.equal(readdirSync(packages).length, 2);

  await release();
  const [free] = await listCache(home, false);
  t.equal(free?.usedBy, null);
  t.ok(free?.lastUsedMs && free.convertedMs && free.lastUsedMs >= free.convertedMs);
  t.equal(free && (await removeEntry(home, free)), null);
  t.strictSame(readdirSync(packages), []);
});

void t.test('a server that was killed holds its package for some minutes', async (t) => {
  const { home, package: directory } = await withPackage(t);
  const release = await markUsed(directory, home);
  t.teardown(release);
  const used = `${directory}.used`;
  const [mark = ''] = readdirSync(used);
  // The mark is touched once a minute, and at once.
  while ((await readUse(directory)).by === null) await new Promise((r) => setTimeout(r, 5));
  age(join(used, mark), 4);
  t.match((await readUse(directory)).by, /^served by process/);
  age(join(used, mark), 6);
  age(used, 60);
  const { by, lastUsedMs } = await readUse(directory);
  t.equal(by, null);
  t.ok(lastUsedMs && Date.now() - lastUsedMs < 7 * 60_000, 'its last sign was its last use');
  t.teardown(await markUsed(directory, home));
  t.notOk(readdirSync(used).includes(mark), 'the next server clears it away');
});

void t.test('nothing is marked outside of the cache, or where it cannot be', async (t) => {
  const { home, checkpoint, directory, package: cached } = await withPackage(t);
  await (
    await markUsed(checkpoint, home)
  )();
  t.strictSame(readdirSync(directory).toSorted(), ['home', 'tiny']);
  writeFileSync(`${cached}.used`, 'in the way');
  await (
    await markUsed(cached, home)
  )();
  t.match(await readUse(cached), { by: null });
});

void t.test('what a killed conversion left is told from one that runs', async (t) => {
  const setting = tinySetting(t);
  const { home, packages } = setting;
  const converter = new Converter(t, setting, patient);
  await converter.write(0.5);
  const [running] = await listCache(home, true);
  t.match(running, { state: { kind: 'converting' }, usedBy: /^converted by process \d+ on / });
  t.match(running && (await removeEntry(home, running)), /^converted by process/);
  await removeOrphans(home);
  t.equal(readdirSync(packages).length, 2);

  await converter.kill();
  const lock = readdirSync(packages).find((name) => name.endsWith('.lock')) ?? '';
  for (const name of readdirSync(join(packages, lock))) age(join(packages, lock, name), 2);
  const [dead] = await listCache(home, true);
  t.match(dead, { model: null, state: { kind: 'partial' }, usedBy: null });
  t.equal(dead && (await removeEntry(home, dead)), null);
  await removeOrphans(home);
  t.strictSame(readdirSync(packages), []);
});

void t.test('signs of what is gone are removed', async (t) => {
  const { home, package: directory, packages, folder } = await withPackage(t);
  await (
    await markUsed(directory, home)
  )();
  mkdirSync(`${directory}.lock`);
  await removeOrphans(home);
  t.strictSame(readdirSync(packages).toSorted(), [folder, `${folder}.used`]);
  renameSync(directory, join(packages, 'elsewhere'));
  await removeOrphans(home);
  t.strictSame(readdirSync(packages), ['elsewhere']);
});

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 23);

function entry(state: EntryState, change: Partial<Entry> = {}): Entry {
  const times = { convertedMs: NOW - 100 * DAY, lastUsedMs: NOW - 40 * DAY };
  const named = { folder: 'tiny-fp32-0123456789abcdef', model: 'owner/tiny', precision: 'fp32' };
  return { ...named, bytes: 1, ...times, usedBy: null, state, ...change };
}

const states: readonly EntryState[] = [
  { kind: 'ok' },
  { kind: 'converting' },
  { kind: 'unreadable', detail: '' },
  { kind: 'partial' },
  { kind: 'other version', detail: '' },
  { kind: 'damaged', detail: '' },
];

void t.test('what is removed by default, and why', (t) => {
  const why = (request: CleanRequest) => states.map((s) => whyRemove(entry(s), request, NOW));
  const unneeded = ['partial', 'other version', 'damaged'];
  t.strictSame(why({ kind: 'unneeded', olderThanMs: null }), [null, null, null, ...unneeded]);
  const all = ['ok', 'converting', 'unreadable', ...unneeded];
  t.strictSame(why({ kind: 'all' }), all);
  t.strictSame(why({ kind: 'named', names: ['owner/tiny'] }), all);
  t.strictSame(why({ kind: 'named', names: ['tiny-fp32-0123456789abcdef'] }), all);
  t.strictSame(why({ kind: 'named', names: ['tiny'] }), Array(6).fill(null));
  t.end();
});

void t.test('age counts from the last use, else from the conversion', (t) => {
  const why = (days: number, change: Partial<Entry> = {}) =>
    whyRemove(entry({ kind: 'ok' }, change), { kind: 'unneeded', olderThanMs: days * DAY }, NOW);
  t.equal(why(30), 'not used since 2026-10-14');
  t.equal(why(40), null);
  t.equal(why(50, { lastUsedMs: null }), 'not used since it was converted on 2026-08-15');
  t.equal(why(101, { lastUsedMs: null }), null);
  t.equal(why(0, { lastUsedMs: null, convertedMs: null }), null);
  t.end();
});

void t.test('names of ours are those that are given, and no others', (t) => {
  const hex = (length: number) =>
    fc.string({
      unit: fc.constantFrom(...'0123456789abcdef'.split('')),
      minLength: length,
      maxLength: length,
    });
  const name = fc.string({ minLength: 1 }).filter((text) => !/[/\n\r\u2028\u2029]/.test(text));
  fc.assert(
    fc.property(name, hex(16), hex(12), (model, key, id) => {
      const target = `${model}-int8-${key}`;
      t.strictSame(parseName(target), { target, kind: 'package' });
      t.strictSame(parseName(`${target}.${id}.partial`), { target, kind: 'partial' });
      t.strictSame(parseName(partialOf(target)), { target, kind: 'partial' });
      t.ok(isPartialOf(target, partialOf(target)));
      t.strictSame(parseName(`${target}.lock`), { target, kind: 'lock' });
      t.strictSame(parseName(`${target}.used`), { target, kind: 'used' });
      for (const end of ['.part', '.partial', `.${id}.lock`, '.used.', 'g', `.${id}x.partial`]) {
        t.equal(parseName(target + end), null);
      }
    }),
    { numRuns: 50 },
  );
  t.end();
});
