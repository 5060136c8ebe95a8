/**
 * Fails the first call, then the second, and so on until a run meets no fault: of the network, and
 * of the file system. After each the cache holds nothing wrong, and the next pull succeeds.
 */
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { ServiceError } from '../../src/errors.js';
import type { FileSystem } from '../../src/hub/files.js';
import { FakeHub, type Files } from './fake-hub.js';
import { checkCache, list, modelFolder, pullFrom, quick } from './setting.js';

/** As few as make a model, one of them from the second host: every file adds some calls. */
const files: Files = {
  'config.json': Buffer.from('{}'),
  'model.safetensors': Buffer.alloc(1000, 1),
  'tokenizer.json': Buffer.from('{"model":{}}'),
};

/** Files of a process that was killed are still fresh; time has to pass until they are taken. */
const later = { now: () => Date.now() + 60_000 };

const leftovers = (cache: string): string[] =>
  [modelFolder(cache), join(modelFolder(cache), 'blobs')]
    .flatMap(list)
    .filter((name) => name.endsWith('.incomplete'));

void t.test('the network goes at every call', async (t) => {
  const hub = await FakeHub.start(t, { files });
  for (let last = 0, whole = false; !whole; last++) {
    let calls = 0;
    const { surroundings } = quick({
      fetch: (...request) =>
        calls++ < last ? fetch(...request) : Promise.reject(new TypeError('no network')),
    });
    const cache = t.testdir({});
    const when = `after ${last} calls`;
    const failure: unknown = await pullFrom(hub, cache, surroundings).catch((e: unknown) => e);
    whole = !(failure instanceof ServiceError);
    if (!whole) t.match(failure, { code: 'HUB_UNREACHABLE' }, when);
    checkCache(t, cache, files, when);
    await pullFrom(hub, cache, quick().surroundings);
    checkCache(t, cache, files, `${when}, and then again`);
    t.same(leftovers(cache), []);
  }
});

/** A file system of which one call fails, those of its open files included. */
function failing(nth: number, code: string) {
  let calls = 0;
  const count = (method: string): void => {
    if (++calls !== nth) return;
    throw Object.assign(new Error(`${code}: ${method}`), { code, syscall: method });
  };
  const wrap = <Target extends object>(target: Target): Target =>
    new Proxy(target, {
      get(_, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return async (...parameters: unknown[]) => {
          // An open file is closed all the same, as the system does.
          if (name !== 'close') count(String(name));
          const result: unknown = await Reflect.apply(value, target, parameters);
          return name === 'open' && typeof result === 'object' && result !== null
            ? wrap(result)
            : result;
        };
      },
    });
  const { copyFile, mkdir, open, readdir, readFile, rename, rm } = fs;
  const { stat, statfs, symlink, utimes, writeFile } = fs;
  const system: FileSystem = {
    ...{ copyFile, mkdir, open, readdir, readFile, rename, rm },
    ...{ stat, statfs, symlink, utimes, writeFile },
  };
  return { files: wrap(system), met: () => calls >= nth };
}

for (const code of ['EIO', 'ENOSPC']) {
  void t.test(`the file system fails with ${code} at every call`, async (t) => {
    const hub = await FakeHub.start(t, { files });
    for (let nth = 1, met = true; met; nth++) {
      const faulty = failing(nth, code);
      const cache = t.testdir({});
      const when = `call ${nth}`;
      const { surroundings } = quick({ files: faulty.files });
      const failure: unknown = await pullFrom(hub, cache, surroundings).catch((e: unknown) => e);
      met = faulty.met();
      if (failure instanceof Error) {
        t.match(failure, { code: 'HUB_CACHE_NOT_WRITTEN', message: code }, when);
      }
      checkCache(t, cache, files, when);
      if (code === 'ENOSPC') t.same(leftovers(cache), [], `${when}: a full disk is given back`);
      await pullFrom(hub, cache, quick(later).surroundings);
      checkCache(t, cache, files, `${when}, and then again`);
      t.same(leftovers(cache), [], when);
    }
  });
}
