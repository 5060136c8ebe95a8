import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

import {
  hashFile,
  openFile,
  readAt,
  readJsonFile,
  readSmallFile,
  type PositionalReader,
} from '../../src/checkpoint/files.js';
import { fail } from '../../src/errors.js';

void t.test('a disk that gives few bytes at a time is asked again', async (t) => {
  const content = Buffer.from('0123456789abcdef');
  const asked: number[] = [];
  const reader: PositionalReader = {
    read: (buffer, offset, length, position) => {
      asked.push(position);
      const piece = content.subarray(position, position + Math.min(length, 3));
      buffer.set(piece, offset);
      return Promise.resolve({ bytesRead: piece.length });
    },
  };
  const target = new Uint8Array(7);
  await readAt(reader, 'weights', 4, target);
  t.equal(Buffer.from(target).toString(), '456789a');
  t.strictSame(asked, [4, 7, 10]);

  await t.rejects(readAt(reader, 'weights', 12, target), {
    code: 'CHECKPOINT_MISSING',
    message: /weights: it ends at byte 16 while it is being read/,
  });
});

void t.test('hashes are those of the whole content', async (t) => {
  // More than one piece, and not a whole number of them.
  const content = Buffer.alloc(2 ** 20 + 17, 'ñ');
  const directory = t.testdir({ large: content, empty: '' });
  t.strictSame(await hashFile(join(directory, 'large')), {
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  });
  t.strictSame(await hashFile(join(directory, 'empty')), {
    size: 0,
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  });
});

void t.test('links are followed, other things are refused', async (t) => {
  const directory = t.testdir({ blob: 'content', folder: {} });
  symlinkSync('blob', join(directory, 'link'));
  symlinkSync('nowhere', join(directory, 'dangling'));
  const text = async (name: string) =>
    Buffer.from((await readSmallFile(join(directory, name), 100)) ?? []).toString();
  t.equal(await text('link'), 'content');

  const refused = (name: string, message: RegExp) =>
    t.rejects(openFile(join(directory, name)), { code: 'CHECKPOINT_MISSING', message });
  await refused('dangling', /dangling: there is no such file or folder/);
  await refused('folder', /folder: it is not a regular file/);
  await refused('blob/inside', /lies in something that is none/);
  if (process.platform !== 'win32') {
    // Opening a pipe would wait for a writer for ever.
    execFileSync('mkfifo', [join(directory, 'pipe')]);
    await refused('pipe', /pipe: it is not a regular file/);
  }
});

void t.test('a Git LFS pointer is recognised', async (t) => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 497810400\n`;
  const directory = t.testdir({ pointer, prose: 'version https://git-lfs.github.com' });
  await t.rejects(hashFile(join(directory, 'pointer')), {
    code: 'CHECKPOINT_MISSING',
    message: /it is a Git LFS pointer, not the file itself\. Run `git lfs pull`/,
  });
  t.ok(await hashFile(join(directory, 'prose')));
});

void t.test('a small file is read up to its limit', async (t) => {
  const path = join(t.testdir({ file: '12345' }), 'file');
  t.equal((await readSmallFile(path, 5))?.length, 5);
  t.equal(await readSmallFile(path, 4), null);
});

void t.test('JSON is read, and what is wrong with it is told', async (t) => {
  const directory = t.testdir({
    right: '{"a":"ñ"}',
    marked: '\uFEFF{"a":1}',
    broken: '{"a":',
    latin1: Buffer.from('"ñ"', 'latin1'),
  });
  const read = (name: string, limit = 100) =>
    readJsonFile(join(directory, name), limit, (detail) =>
      fail('CHECKPOINT_CONFIG_INVALID', { file: name, detail }),
    );
  t.strictSame(await read('right'), { a: 'ñ' });
  t.strictSame(await read('marked'), { a: 1 });
  const code = 'CHECKPOINT_CONFIG_INVALID';
  await t.rejects(read('broken'), { code, message: /broken.* it is not JSON in UTF-8/ });
  await t.rejects(read('latin1'), { code, message: /latin1.* it is not JSON in UTF-8/ });
  await t.rejects(read('right', 5), { code, message: /it has more than 5 bytes/ });
});
