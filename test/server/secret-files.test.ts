import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { followFiles, readSecretFile } from '../../src/server/secret-files.js';

/** Looks at a file every few milliseconds, and lets a test wait for the next thing that is heard. */
async function follow(t: Test, path: string) {
  const heard: string[] = [];
  let tell = (): void => undefined;
  const hear = (word: string) => {
    heard.push(word);
    tell();
  };
  const events = {
    changed: (text: string) => hear(`read ${text}`),
    failed: (error: unknown) => hear(error instanceof Error ? error.message : 'failed'),
  };
  const followed = await followFiles([path], () => readSecretFile(path), events, 5);
  // To look at files keeps no process alive.
  const alive = setInterval(() => undefined, 1000);
  t.teardown(() => {
    followed.close();
    clearInterval(alive);
  });
  const next = async () => {
    while (heard.length === 0) await new Promise<void>((resolve) => (tell = resolve));
    return heard.shift();
  };
  return { ...followed, next };
}

void t.test('a file is read again when it has changed', async (t) => {
  const path = join(t.testdir({ keys: 'one' }), 'keys');
  const { current, next } = await follow(t, path);
  t.equal(current(), 'one');
  writeFileSync(`${path}.new`, 'two');
  renameSync(`${path}.new`, path);
  t.equal(await next(), 'read two');
  t.equal(current(), 'two');
});

void t.test('what was read stays while the file cannot be', async (t) => {
  const path = join(t.testdir({ keys: 'one' }), 'keys');
  const { current, next } = await follow(t, path);
  rmSync(path);
  t.equal(await next(), `${path} is not there`);
  t.equal(current(), 'one');
  writeFileSync(path, 'two');
  t.match(await next(), /^read/);
});

void t.test('a link that leads elsewhere is a change, as in Kubernetes', async (t) => {
  // keys → ..data/keys, and ..data → a folder with a date, which the kubelet replaces.
  const folder = t.testdir({ '..1': { keys: 'one' } });
  symlinkSync('..1', join(folder, '..data'));
  symlinkSync('..data/keys', join(folder, 'keys'));
  const { next } = await follow(t, join(folder, 'keys'));
  mkdirSync(join(folder, '..2'));
  writeFileSync(join(folder, '..2', 'keys'), 'two');
  symlinkSync('..2', join(folder, '..data_tmp'));
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  rmSync(join(folder, '..1'), { recursive: true });
  t.equal(await next(), 'read two');
});

void t.test('a file that cannot be read at first is refused', async (t) => {
  const folder = t.testdir({ large: 'x'.repeat(1_000_001) });
  for (const [path, message] of [
    [join(folder, 'none'), /none is not there$/],
    [join(folder, 'large', 'in'), /is not there$/],
    [folder, /is no file$/],
    ['/dev/zero', /is no file$/],
    [join(folder, 'large'), /has more than 1000000 bytes$/],
  ] as const) {
    await t.rejects(follow(t, path), { message });
  }
});
