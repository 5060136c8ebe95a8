/** Pulling from a Hub where all goes well. */
import {
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { openCheckpoint } from '../../src/checkpoint/checkpoint.js';
import { blobName, checkpointFiles, COMMIT, FakeHub, sha256, TOKEN } from './fake-hub.js';
import { checkCache, list, modelFolder, pullFrom, quick } from './setting.js';

const files = checkpointFiles();
const NEEDED = [
  'README.md',
  'config.json',
  'model.safetensors',
  'tokenizer.json',
  'tokenizer_config.json',
];

void t.test('a model comes into the cache as huggingface_hub lays it out', async (t) => {
  const hub = await FakeHub.start(t);
  const cache = join(t.testdir(), 'hf', 'hub');
  const seen: (readonly [number, number])[] = [];
  const progress = (done: number, total: number) => seen.push([done, total]);
  const pulled = await pullFrom(hub, cache, quick().surroundings, { progress });

  const folder = modelFolder(cache);
  const bytes = NEEDED.reduce((sum, name) => sum + (files[name]?.length ?? 0), 0);
  t.same(pulled, {
    folder: join(folder, 'snapshots', COMMIT),
    commit: COMMIT,
    files: 5,
    bytes,
    fetchedBytes: bytes,
  });
  t.same(list(folder), ['blobs', 'refs', 'snapshots']);
  t.same(list(join(folder, 'refs')), ['main']);
  t.same(list(pulled.folder), NEEDED);
  t.same(
    list(join(folder, 'blobs')),
    NEEDED.map((name) => blobName(name, files[name] ?? Buffer.of())).toSorted(),
  );
  checkCache(t, cache, files);
  t.same(seen.at(-1), [bytes, bytes]);
  t.ok(
    seen.every(([done], index) => index === 0 || done >= (seen[index - 1]?.[0] ?? 0)),
    'progress never goes back',
  );
  t.ok(hub.calls.every(({ encoding }) => encoding === 'identity'));

  const checkpoint = await openCheckpoint(pulled.folder);
  t.equal(checkpoint.card?.license, 'mit');
  await checkpoint.close();
});

void t.test('what is there already is not fetched again', async (t) => {
  const hub = await FakeHub.start(t);
  const cache = t.testdir();
  const { surroundings } = quick();
  const first = await pullFrom(hub, cache, surroundings);
  const downloads = hub.downloads.length;

  const second = await pullFrom(hub, cache, surroundings);
  t.same(second, { ...first, fetchedBytes: 0 });
  t.equal(hub.downloads.length, downloads);

  // A file that somebody has changed has another hash, though the same size.
  const config = join(first.folder, 'config.json');
  const changed = Buffer.from(readFileSync(config)).fill(' ');
  unlinkSync(config);
  writeFileSync(config, changed);
  await pullFrom(hub, cache, surroundings);
  checkCache(t, cache, files, 'a file in place of a link is replaced');
  t.equal(hub.downloads.length, downloads, 'its blob was whole');

  writeFileSync(join(modelFolder(cache), 'blobs', readlinkSync(config).slice(12)), changed);
  await pullFrom(hub, cache, surroundings);
  checkCache(t, cache, files, 'a blob with another content is replaced');
  t.equal(hub.downloads.length, downloads + 1);
});

void t.test('a revision is a branch, a tag, a commit, or a pull request', async (t) => {
  const hub = await FakeHub.start(t, { revisions: { 'v1.0': COMMIT, 'refs/pr/1': COMMIT } });
  const cache = t.testdir();
  const { surroundings } = quick();
  for (const revision of ['v1.0', COMMIT, 'refs/pr/1']) {
    const { commit } = await pullFrom(hub, cache, surroundings, {
      model: `owner/name@${revision}`,
    });
    t.equal(commit, COMMIT, revision);
  }
  const refs = join(modelFolder(cache), 'refs');
  t.same(list(refs), ['refs', 'v1.0'], 'a commit needs no name');
  t.equal(readFileSync(join(refs, 'refs', 'pr', '1'), 'utf8'), COMMIT);
  t.ok(hub.calls.some(({ path }) => path.endsWith('/revision/refs%2Fpr%2F1')));
});

void t.test('a branch that moves on gets a second snapshot, with the blobs of both', async (t) => {
  const cache = t.testdir();
  const { surroundings } = quick();
  const { commit } = await pullFrom(await FakeHub.start(t), cache, surroundings);
  const folder = modelFolder(cache);
  const older = 'f'.repeat(40);
  mkdirSync(join(folder, 'snapshots', older));
  const blob = join(folder, 'blobs', sha256(files['model.safetensors'] ?? Buffer.of()));
  symlinkSync(blob, join(folder, 'snapshots', older, 'model.safetensors'));
  writeFileSync(join(folder, 'refs', 'main'), older);

  const hub = await FakeHub.start(t);
  const again = await pullFrom(hub, cache, surroundings);
  t.equal(again.fetchedBytes, 0);
  t.equal(readFileSync(join(folder, 'refs', 'main'), 'utf8'), commit);
  t.same(list(join(folder, 'snapshots')), [COMMIT, older]);
});

void t.test('the listing comes in pages', async (t) => {
  const hub = await FakeHub.start(t, { pageSize: 2 });
  const { surroundings } = quick();
  t.equal((await pullFrom(hub, t.testdir(), surroundings)).files, 5);
  t.equal(hub.calls.filter(({ path }) => path.includes('/tree/')).length, 4);
});

void t.test('the token opens a gated model, and goes to the Hub alone', async (t) => {
  const hub = await FakeHub.start(t, { gated: true, pageSize: 3 });
  await pullFrom(hub, t.testdir(), quick().surroundings, { token: TOKEN });
  const sent = (host: string) =>
    new Set(hub.calls.filter((call) => call.host === host).map((call) => call.authorization));
  t.same(sent('hub'), new Set([`Bearer ${TOKEN}`]));
  t.same(sent('cdn'), new Set([undefined]));
});

void t.test('a next page on another host is not told the token', async (t) => {
  const other = await FakeHub.start(t);
  const hub = await FakeHub.start(t, {
    fault: ({ path }) =>
      path.includes('/tree/')
        ? { body: '[]', headers: { link: `<${other.cdn}/page>; rel="next"` } }
        : undefined,
  });
  await pullFrom(hub, t.testdir(), quick().surroundings, { token: TOKEN }).catch(() => undefined);
  t.ok(other.calls.length > 0);
  t.ok(other.calls.every(({ authorization }) => authorization === undefined));
});

void t.test('a repository that was renamed is found under its new name', async (t) => {
  const hub = await FakeHub.start(t, {
    fault: ({ path }) =>
      path.includes('old/name')
        ? { status: 307, headers: { location: path.replace('old/name', 'owner/name') } }
        : undefined,
  });
  const cache = t.testdir();
  const { files: count } = await pullFrom(hub, cache, quick().surroundings, { model: 'old/name' });
  t.equal(count, 5);
  t.same(list(cache), ['models--old--name']);
});

void t.test('where there are no links, files are copied', async (t) => {
  const hub = await FakeHub.start(t);
  const cache = t.testdir();
  const refuse = () =>
    Promise.reject(Object.assign(new Error('no links'), { code: 'EPERM', syscall: 'symlink' }));
  const { surroundings } = quick({ files: { ...fs, symlink: refuse } });
  const { folder } = await pullFrom(hub, cache, surroundings);
  for (const name of NEEDED) {
    t.ok(readFileSync(join(folder, name)).equals(files[name] ?? Buffer.of()), name);
  }
  t.equal((await pullFrom(hub, cache, surroundings)).fetchedBytes, 0);
});

void t.test('a cache of other tools is used as it is', async (t) => {
  const hub = await FakeHub.start(t);
  const cache = t.testdir();
  const snapshot = join(modelFolder(cache), 'snapshots', COMMIT);
  mkdirSync(snapshot, { recursive: true });
  // huggingface_hub without links: a file and no blob.
  const weights = join(snapshot, 'model.safetensors');
  writeFileSync(weights, files['model.safetensors'] ?? '');
  const { ino } = statSync(weights);
  await pullFrom(hub, cache, quick().surroundings);
  t.equal(statSync(weights).ino, ino);
  t.notOk(hub.calls.some(({ host }) => host === 'cdn'));
});

void t.test('two names for one content are fetched once', async (t) => {
  const same = {
    ...files,
    'special_tokens_map.json': files['tokenizer_config.json'] ?? Buffer.of(),
  };
  const hub = await FakeHub.start(t, { files: same });
  const cache = t.testdir();
  t.equal((await pullFrom(hub, cache, quick().surroundings)).files, 6);
  t.equal(hub.downloads.filter(({ host }) => host === 'hub').length, 5);
  checkCache(t, cache, same);
});

void t.test('an empty file is a file', async (t) => {
  const withEmpty = { ...files, 'added_tokens.json': Buffer.of() };
  const hub = await FakeHub.start(t, { files: withEmpty });
  const cache = t.testdir();
  const { folder } = await pullFrom(hub, cache, quick().surroundings);
  t.equal(statSync(join(folder, 'added_tokens.json')).size, 0);
  checkCache(t, cache, withEmpty);
});
