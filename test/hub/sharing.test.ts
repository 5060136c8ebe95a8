/** Several processes and one cache; disks that are full. */
import * as fs from 'node:fs/promises';
import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { checkpointFiles, FakeHub, sha256 } from './fake-hub.js';
import { checkCache, list, modelFolder, pullFrom, quick } from './setting.js';

const files = checkpointFiles();
const weights = files['model.safetensors'] ?? Buffer.of();
const hash = sha256(weights);

const blobs = (cache: string): string => join(modelFolder(cache), 'blobs');
const partials = (cache: string): string[] =>
  list(blobs(cache)).filter((name) => name.endsWith('.incomplete'));

/** A cache with a part of the weights under a name, last changed some seconds ago. */
function withPartial(cache: string, name: string, secondsAgo: number, content: Buffer): string {
  mkdirSync(blobs(cache), { recursive: true });
  const path = join(blobs(cache), name);
  writeFileSync(path, content);
  const then = Date.now() / 1000 - secondsAgo;
  utimesSync(path, then, then);
  return path;
}

void t.test('many pulls at once do not harm each other', async (t) => {
  const hub = await FakeHub.start(t);
  const cache = t.testdir();
  const pulls = Array.from({ length: 8 }, () => pullFrom(hub, cache, quick().surroundings));
  const folders = new Set((await Promise.all(pulls)).map(({ folder }) => folder));
  t.equal(folders.size, 1);
  checkCache(t, cache, files);
  t.same(partials(cache), []);
  t.same(list(modelFolder(cache)), ['blobs', 'refs', 'snapshots']);
});

void t.test('a pull waits while another process fetches the same file', async (t) => {
  const hub = await FakeHub.start(t);
  const cache = t.testdir();
  const other = withPartial(cache, `${hash}.0123456789ab.incomplete`, 0, weights.subarray(0, 1000));
  let polls = 0;
  const { surroundings } = quick({
    sleep: async () => {
      // The other one beats, and is ready in the end.
      if (++polls < 3) await fs.utimes(other, new Date(), new Date());
      else
        await fs.writeFile(other, weights).then(() => fs.rename(other, join(blobs(cache), hash)));
    },
  });
  await pullFrom(hub, cache, surroundings);
  t.equal(polls, 3);
  t.notOk(hub.calls.some(({ host }) => host === 'cdn'));
  checkCache(t, cache, files);
});

void t.test('what a killed process has left is taken once it stands still', async (t) => {
  const cache = t.testdir();
  const half = weights.subarray(0, weights.length / 2);
  withPartial(cache, `${hash}.0123456789ab.incomplete`, 1, half);
  let now = Date.now();
  const { surroundings, pauses } = quick({ now: () => now });
  const sleep = async (ms: number) => {
    now += ms;
    await surroundings.sleep(ms);
  };
  const hub = await FakeHub.start(t);
  await pullFrom(hub, cache, { ...surroundings, sleep });
  t.ok(pauses.length >= 3 && pauses.length <= 5, 'after five seconds');
  const [call] = hub.calls.filter(({ host }) => host === 'cdn');
  t.match(call, { range: `bytes=${half.length}-`, sent: weights.length - half.length });
  checkCache(t, cache, files);
  t.same(partials(cache), []);
});

void t.test('what huggingface_hub has left is gone on with; several leave nothing', async (t) => {
  const cache = t.testdir();
  withPartial(cache, `${hash}.incomplete`, 100, weights.subarray(0, 5000));
  withPartial(cache, `${hash}.0123456789ab.incomplete`, 100, weights.subarray(0, 5000));
  const hub = await FakeHub.start(t);
  await pullFrom(hub, cache, quick().surroundings);
  t.equal(hub.calls.find(({ host }) => host === 'cdn')?.range, 'bytes=5000-');
  checkCache(t, cache, files);
  t.same(partials(cache), []);
});

void t.test('what was left may be whole, or nonsense', async (t) => {
  const cases: Readonly<Record<string, readonly [Buffer, number]>> = {
    whole: [weights, 0],
    'too long': [Buffer.concat([weights, weights]), 1],
    'another content': [Buffer.alloc(100_000, 9), 2],
  };
  for (const [what, [content, requests]] of Object.entries(cases)) {
    const cache = t.testdir({});
    withPartial(cache, `${hash}.incomplete`, 100, content);
    const hub = await FakeHub.start(t);
    await pullFrom(hub, cache, quick().surroundings);
    checkCache(t, cache, files, what);
    t.equal(hub.calls.filter(({ host }) => host === 'cdn').length, requests, what);
  }
});

void t.test('a disk with too little room is told before anything is fetched', async (t) => {
  const hub = await FakeHub.start(t);
  const cache = t.testdir();
  const room = { bavail: 100, bsize: 1000, blocks: 1_000_000 };
  // The real one tells more, and has a form with bigints; nobody here asks for either.
  const statfs = (() => Promise.resolve(room)) as unknown as typeof fs.statfs;
  await t.rejects(pullFrom(hub, cache, quick({ files: { ...fs, statfs } }).surroundings), {
    code: 'HUB_CACHE_NOT_WRITTEN',
    message: /models--owner--name: .*\(0\.5 MB are needed, 0\.1 MB are free\)\. Make room/,
  });
  t.equal(hub.downloads.length, 0);
  t.same(list(blobs(cache)), []);

  // What is there already is not needed again.
  withPartial(cache, `${hash}.incomplete`, 100, weights.subarray(0, 450_000));
  await pullFrom(hub, cache, quick({ files: { ...fs, statfs } }).surroundings);
  checkCache(t, cache, files);
});

void t.test('a cache that cannot be written is named', async (t) => {
  const hub = await FakeHub.start(t);
  const folder = t.testdir({ file: '' });
  await t.rejects(pullFrom(hub, join(folder, 'file'), quick().surroundings), {
    code: 'HUB_CACHE_NOT_WRITTEN',
    message: /file.models--owner--name: the cache of the Hub cannot be used \(ENOTDIR/,
  });
  t.equal(statSync(join(folder, 'file')).size, 0);
});
