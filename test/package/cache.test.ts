import { readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { convertInto, openModel, type CacheEvent } from '../../src/package/cache.js';
import { openPackage, openVerified } from '../../src/package/package.js';
import { patient } from './converting.js';
import { damages } from './damages.js';
import { tinyCheckpoint, tinySetting } from './tiny-checkpoint.js';

void t.test('a checkpoint is converted once', async (t) => {
  const { checkpoint, packages, options } = tinySetting(t);
  const first = await openModel(checkpoint, options);
  const manifest = join(first.directory, 'model.json');
  const { mtimeMs, ino } = statSync(manifest);

  const second = await openModel(checkpoint, {
    ...options,
    progress: () => t.fail('it is there already'),
  });
  t.strictSame(second, first);
  t.match(statSync(manifest), { mtimeMs, ino });
  t.match(readdirSync(packages), [/^tiny-fp32-[0-9a-f]{16}$/]);
});

void t.test('any change of the checkpoint makes another package', async (t) => {
  const { checkpoint, options, change } = tinySetting(t);
  const seen = [(await openModel(checkpoint, options)).directory];
  const files = tinyCheckpoint();
  for (const name of Object.keys(files)) {
    const bytes = Buffer.from(files[name] ?? '');
    // The last byte but one: a value of a weight, a space for a closing brace, a letter.
    change(name, name.endsWith('.json') ? Buffer.concat([bytes, Buffer.from(' ')]) : flip(bytes));
    const { directory } = await openModel(checkpoint, options);
    t.notOk(seen.includes(directory), name);
    seen.push(directory);
  }
  change('notes.txt', 'not a part of the model');
  t.equal((await openModel(checkpoint, options)).directory, seen.at(-1));
});

function flip(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  const at = changed.length - 2;
  changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
  return changed;
}

void t.test('a package of the cache that is damaged is converted again', async (t) => {
  const { checkpoint, packages, options } = tinySetting(t);
  const good = await openModel(checkpoint, options);
  for (const [damage, { harm, message }] of Object.entries(damages)) {
    harm(good.directory);
    await t.rejects(openVerified(good.directory), { message });
    const events: CacheEvent[] = [];
    const report = (event: CacheEvent) => events.push(event);
    t.strictSame(await openModel(checkpoint, { ...options, report }), good, damage);
    t.match(events, [{ kind: 'damaged', detail: message }, { kind: 'converted' }]);
  }
  t.equal(readdirSync(packages).length, 1, 'and nothing is left of the damaged ones');
});

void t.test('of many starts that find the same damage one mends it', async (t) => {
  const { checkpoint, packages, options } = tinySetting(t);
  const good = await openModel(checkpoint, options);
  damages['weights cut short']?.harm(good.directory);
  let conversions = 0;
  const report = ({ kind }: CacheEvent) => (conversions += kind === 'converted' ? 1 : 0);
  const start = () => openModel(checkpoint, { ...options, report, pace: patient });
  const starts = Array.from({ length: 5 }, start);
  t.strictSame(await Promise.all(starts), Array(5).fill(good));
  t.equal(conversions, 1);
  t.equal(readdirSync(packages).length, 1);
});

void t.test('a checkpoint that changes while it is converted gives no package', async (t) => {
  const { checkpoint, directory, packages, options, change } = tinySetting(t);
  let changed = false;
  const progress = () => {
    if (!changed) change('README.md', 'Now under another licence.');
    changed = true;
  };
  const error = { code: 'CHECKPOINT_MISSING', message: /README\.md: it was changed while it was/ };
  await t.rejects(openModel(checkpoint, { ...options, progress }), error);
  t.strictSame(readdirSync(packages), []);
  changed = false;
  change('README.md', '');
  const target = join(directory, 'target');
  await t.rejects(convertInto(checkpoint, target, { ...options, progress }), error);
  t.strictSame(readdirSync(directory).toSorted(), ['home', 'tiny']);
});

void t.test('a checkpoint that cannot be converted leaves nothing', async (t) => {
  const { checkpoint, packages, options, change } = tinySetting(t);
  const config = String(tinyCheckpoint()['config.json']);
  change('config.json', config.replace('"intermediate_size":16', '"intermediate_size":32'));
  await t.rejects(openModel(checkpoint, options), { code: 'TENSOR_SHAPE_WRONG' });
  t.strictSame(readdirSync(packages), []);
});

void t.test('a home that cannot be written is named', async (t) => {
  const { checkpoint, home, options } = tinySetting(t);
  const file = join(home, 'a-file');
  writeFileSync(file, '');
  await t.rejects(openModel(checkpoint, { ...options, home: file }), {
    name: 'ServiceError',
    message: new RegExp(`a-file.*: no package can be written there`),
  });
});

void t.test('what is in the place of the package stays', async (t) => {
  const { checkpoint, directory, options } = tinySetting(t);
  // The target is the home, with something in it.
  writeFileSync(join(options.home, 'notes.txt'), 'mine');
  await t.rejects(convertInto(checkpoint, options.home, options), {
    name: 'ServiceError',
    message: /no package can be written there/,
  });
  t.strictSame(readdirSync(options.home), ['notes.txt']);
  t.strictSame(readdirSync(directory).toSorted(), ['home', 'tiny']);
});

void t.test('a package that came from elsewhere meanwhile is taken', async (t) => {
  const { checkpoint, directory, options } = tinySetting(t);
  const target = join(directory, 'target');
  const other = join(directory, 'other');
  await convertInto(checkpoint, other, options);
  let moved = false;
  await convertInto(checkpoint, target, {
    ...options,
    progress: () => {
      if (!moved) renameSync(other, target);
      moved = true;
    },
  });
  await openPackage(target);
  t.strictSame(readdirSync(directory).toSorted(), ['home', 'target', 'tiny']);
});
