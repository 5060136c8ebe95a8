import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { hashCheckpoint } from '../../src/checkpoint/checkpoint.js';
import { openModel } from '../../src/package/cache.js';
import { Digests } from '../../src/package/digests.js';
import { tinySetting } from './tiny-checkpoint.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

interface Remembered {
  readonly files: readonly (readonly [string, { readonly sha256: string }])[];
}

/** Nobody can set the time of an inode's last change, so the clock is moved. */
const later = () => Date.now() + 60_000;

function setting(t: Test, content = 'weights') {
  const directory = t.testdir({ file: content });
  const file = join(directory, 'file');
  const store = join(directory, 'home', 'digests.json');
  return {
    directory,
    file,
    store,
    /** Of a process that starts when the file is old enough, or at another time. */
    digest: async (path = file, now = later) => {
      const digests = await Digests.open(store, now);
      const found = await digests.digest(path);
      await digests.save();
      return found;
    },
    /** Puts a wrong digest into the store: it comes back where a file is not hashed again. */
    mark: () => {
      const text = fs.readFileSync(store, 'utf8');
      fs.writeFileSync(store, text.replaceAll(sha256(content), sha256('known')));
    },
    remembered: () => (JSON.parse(fs.readFileSync(store, 'utf8')) as Remembered).files,
  };
}

void t.test('a file that has not changed is hashed once', async (t) => {
  const { digest, mark, store } = setting(t);
  const known = { size: 7, sha256: sha256('weights') };
  t.strictSame(await digest(), known);
  t.strictSame(fs.readdirSync(join(store, '..')), ['digests.json'], 'nothing half written is left');
  mark();
  t.strictSame(await digest(), { size: 7, sha256: sha256('known') });
});

void t.test('any change of a file is seen, also of one that keeps its size and time', async (t) => {
  const { atime, mtime } = fs.statSync(t.testdir({ past: '' }));
  const changes: Readonly<Record<string, (file: string) => void>> = {
    'another content': (file) => fs.writeFileSync(file, 'weights and more'),
    'as many bytes': (file) => fs.writeFileSync(file, 'WEIGHTS'),
    'as many bytes, with its old time': (file) => {
      const old = fs.statSync(file);
      fs.writeFileSync(file, 'WEIGHTS');
      fs.utimesSync(file, old.atime, old.mtime);
    },
    'another file in its place, with its old time': (file) => {
      fs.utimesSync(file, atime, mtime);
      const old = fs.statSync(file);
      fs.writeFileSync(`${file}.new`, 'WEIGHTS');
      fs.utimesSync(`${file}.new`, old.atime, old.mtime);
      fs.renameSync(`${file}.new`, file);
    },
  };
  const { digest, file, mark } = setting(t);
  for (const [change, make] of Object.entries(changes)) {
    fs.writeFileSync(file, 'weights');
    await digest();
    mark();
    // Longer than a tick of the kernel, in which times are counted.
    await new Promise((resolve) => setTimeout(resolve, 20));
    make(file);
    const found = await digest();
    t.equal(found.sha256, sha256(fs.readFileSync(file, 'utf8')), change);
  }
});

void t.test('a file that was changed just now is remembered by nobody else', async (t) => {
  const { digest, file, store } = setting(t);
  fs.writeFileSync(file, 'weights');
  await digest(file, Date.now);
  t.throws(() => fs.statSync(store), { code: 'ENOENT' });
  const digests = Digests.ofNow();
  const first = await digests.digest(file);
  t.strictSame(await digests.digest(file), first);
  fs.writeFileSync(file, 'longer weights');
  t.equal((await digests.digest(file)).sha256, sha256('longer weights'), 'but not for ever');
  await digests.save();
});

void t.test('links to one file are one file', async (t) => {
  const { directory, digest, file, remembered } = setting(t);
  const link = join(directory, 'link');
  fs.symlinkSync(file, link);
  await digest(link);
  await digest(file);
  t.strictSame(
    remembered().map(([path]) => path),
    [fs.realpathSync(file)],
  );
});

void t.test('a store that is damaged counts as none', async (t) => {
  const { digest, store, remembered } = setting(t);
  const known = await digest();
  const [[path, entry] = ['', {}]] = remembered();
  const damages = [
    ...['', '{', '[]', 'null', ' '.repeat(2_000_001), '{"version":2,"files":[]}'],
    JSON.stringify({ version: 1, files: [[path, { ...entry, sha256: 'x' }]] }),
    JSON.stringify({ version: 1, files: [[path, { ...entry, size: -1 }]] }),
    JSON.stringify({ version: 1, files: [path] }),
  ];
  for (const damage of damages) {
    fs.writeFileSync(store, damage);
    t.strictSame(await digest(), known, damage.slice(0, 50));
    t.equal(remembered().length, 1);
  }
});

void t.test('the oldest are forgotten', async (t) => {
  const { digest, file, store, remembered } = setting(t);
  await digest();
  const [[, entry] = ['', {}]] = remembered();
  const files = Array.from({ length: 1000 }, (_, index) => [`nowhere/${index}`, entry]);
  fs.writeFileSync(store, JSON.stringify({ version: 1, files }));
  await digest();
  t.equal(remembered().length, 1000);
  t.equal(remembered()[0]?.[0], 'nowhere/1');
  t.equal(remembered().at(-1)?.[0], fs.realpathSync(file));
});

void t.test('a store that cannot be written is no matter', async (t) => {
  const { digest, directory } = setting(t);
  fs.writeFileSync(join(directory, 'home'), '');
  t.equal((await digest()).sha256, sha256('weights'));
});

void t.test('what is not there is told as ever', async (t) => {
  const { digest, directory } = setting(t);
  await t.rejects(digest(join(directory, 'nowhere')), { code: 'CHECKPOINT_MISSING' });
});

async function waitUntilOld(file: string): Promise<void> {
  while (Date.now() - fs.statSync(file).ctimeMs <= 2100) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

void t.test('a start hashes the checkpoint, and the next only its package', async (t) => {
  const { checkpoint, home, options } = tinySetting(t);
  await waitUntilOld(join(checkpoint, 'config.json'));
  const { directory } = await openModel(checkpoint, options);
  const names = (await hashCheckpoint(checkpoint)).map(({ name }) => name);
  const { files } = JSON.parse(fs.readFileSync(join(home, 'digests.json'), 'utf8')) as Remembered;
  t.strictSame(
    files.map(([path]) => path),
    names.map((name) => join(fs.realpathSync(checkpoint), name)),
  );
  // The package is found by what is remembered, so another memory finds another.
  const store = join(home, 'digests.json');
  const first = files[0]?.[1].sha256 ?? '';
  fs.writeFileSync(store, fs.readFileSync(store, 'utf8').replaceAll(first, sha256('known')));
  t.not((await openModel(checkpoint, options)).directory, directory);
});
