import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { convertInto, openModel } from '../../src/package/cache.js';
import { isPackage, openPackage } from '../../src/package/package.js';
import { fromRoot } from '../root.js';
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
    await t.rejects(openPackage(good.directory), { message });
    t.strictSame(await openModel(checkpoint, options), good, damage);
  }
  t.equal(readdirSync(packages).length, 1, 'and nothing is left of the damaged ones');
});

void t.test('two starts that find the same damage both mend it', async (t) => {
  const { checkpoint, packages, options } = tinySetting(t);
  const good = await openModel(checkpoint, options);
  damages['weights cut short']?.harm(good.directory);
  const starts = [openModel(checkpoint, options), openModel(checkpoint, options)];
  t.strictSame(await Promise.all(starts), [good, good]);
  t.equal(readdirSync(packages).length, 1);
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

/** Starts a conversion in a process of its own, which stands still after each weight. */
async function startConverter({ checkpoint, home }: { checkpoint: string; home: string }) {
  const child = fork(fromRoot('dist/test/package/converter.js'), [checkpoint, home], {
    execArgv: [],
    stdio: ['pipe', 'inherit', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return child;
}

/** Lets it write this part of the weights, and stand still again. */
async function goOn(child: ChildProcess, part: number): Promise<void> {
  for (let written = 0; written < part;) {
    const message = once(child, 'message');
    child.stdin?.write('.');
    // The program sends numbers.
    [written] = (await message) as [number];
  }
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

void t.test('a conversion that is killed leaves nothing that opens', async (t) => {
  const setting = tinySetting(t);
  const { checkpoint, packages, options } = setting;
  for (const part of [0, 0.2, 0.9, 1]) {
    const child = await startConverter(setting);
    await goOn(child, part);
    await kill(child);
  }
  t.equal(readdirSync(packages).length, 4, 'each was in the middle of it');
  // Once more, at any moment after its last stop: the tokenizer, the manifest, the last name.
  const last = await startConverter(setting);
  await goOn(last, 1);
  last.stdin?.end('.');
  await kill(last);

  const left = readdirSync(packages);
  for (const name of left) {
    const directory = join(packages, name);
    const isWhole = !name.endsWith('.partial') || (await isPackage(directory));
    if (isWhole) await openPackage(directory);
    t.ok(isWhole || name.endsWith('.partial'));
  }
  const opened = await openModel(checkpoint, options);
  t.strictSame(await openPackage(opened.directory), opened, 'the next start finds its way');
});

void t.test('what killed conversions left is removed after a day', async (t) => {
  const setting = tinySetting(t);
  const { checkpoint, packages, options } = setting;
  await kill(await startConverter(setting));
  const [stale = ''] = readdirSync(packages);
  const aDayAgo = Date.now() / 1000 - 25 * 60 * 60;
  utimesSync(join(packages, stale), aDayAgo, aDayAgo);
  // Somebody else's, in the folder where `convert` writes.
  writeFileSync(join(packages, 'film.partial'), '');
  utimesSync(join(packages, 'film.partial'), aDayAgo, aDayAgo);
  await kill(await startConverter(setting));
  const fresh = readdirSync(packages).filter((name) => name !== 'film.partial');
  t.match(fresh, [/^tiny-fp32-[0-9a-f]{16}\.[0-9a-f]{12}\.partial$/]);
  t.not(fresh[0], stale);

  const { directory } = await openModel(checkpoint, options);
  const name = directory.slice(packages.length + 1);
  t.strictSame(readdirSync(packages).toSorted(), ['film.partial', name, ...fresh].toSorted());
});

void t.test('two processes that convert at once end with one package', async (t) => {
  const setting = tinySetting(t);
  const { checkpoint, packages, options } = setting;
  const both = await Promise.all([startConverter(setting), startConverter(setting)]);
  t.equal(readdirSync(packages).length, 2, 'both are in the middle of it');
  const ended = both.map((child) => once(child, 'exit'));
  for (const child of both) child.stdin?.end();
  t.strictSame(await Promise.all(ended), [
    [0, null],
    [0, null],
  ]);
  const opened = await openModel(checkpoint, {
    ...options,
    progress: () => t.fail('it is there already'),
  });
  t.strictSame(
    readdirSync(packages).map((name) => join(packages, name)),
    [opened.directory],
  );
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
