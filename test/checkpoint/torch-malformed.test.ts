import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import t, { type Test } from 'tap';

import type { ErrorCode } from '../../src/errors.js';
import { code, dict, global, call, list, pickled, storage, tensor } from './pickle-writer.js';
import { floatBytes, lengthOf } from './safetensors-writer.js';
import {
  legacyHead,
  readTorch,
  state,
  torchEntries,
  torchLegacy,
  torchZip,
} from './torch-files.js';
import { writeZip, type WrittenEntry } from './zip-writer.js';

const two = floatBytes(1, 2);
const right = state({ a: { count: 2 } });
const entries = torchEntries(pickled(right), { 0: two });

/** Checks that the file of these bytes is refused. */
const refuser = (t: Test) => {
  const path = join(t.testdir(), 'pytorch_model.bin');
  return async (name: string, bytes: Uint8Array, refusal: ErrorCode, message: RegExp) => {
    writeFileSync(path, bytes);
    await t.rejects(readTorch(path), { name: 'ServiceError', code: refusal, message }, name);
  };
};

/** The entries of a right archive with one of them changed. */
const changed = (name: string, change: Partial<WrittenEntry>) =>
  writeZip(entries.map((entry) => (entry.name.endsWith(name) ? { ...entry, ...change } : entry)));

void t.test('what is no file of torch.save', async (t) => {
  const refused = refuser(t);
  const unknown = /begins neither as a zip archive nor as the format before that/;
  await refused('empty', Buffer.alloc(0), 'TORCH_FILE_INVALID', unknown);
  await refused('a few bytes', code('00 00'), 'TORCH_FILE_INVALID', unknown);
  await refused('a page of errors', Buffer.from('<!DOCTYPE html>'), 'TORCH_FILE_INVALID', unknown);
  await refused(
    'only a beginning',
    Buffer.from('PK\x03\x04'),
    'TORCH_ARCHIVE_INVALID',
    /truncated/,
  );
  await refused(
    'another pickle',
    pickled(right),
    'TORCH_FILE_INVALID',
    /not with the magic number/,
  );
  const nothing = [dict(), dict(['a', 1]), list(tensor({ count: 2 })), tensor({ count: 2 })];
  for (const value of nothing) {
    await refused('no tensors', torchZip(value, { 0: two }), 'TORCH_FILE_INVALID', /dict/);
  }
});

void t.test('archives that are damaged or unusual', async (t) => {
  const refused = refuser(t);
  const invalid = (name: string, bytes: Uint8Array, message: RegExp) =>
    refused(name, bytes, 'TORCH_ARCHIVE_INVALID', message);
  const deflated = deflateRawSync(pickled(right));
  await invalid(
    'compressed',
    changed('data.pkl', { bytes: deflated, method: 8 }),
    /archive\/data\.pkl is compressed/,
  );
  await invalid('encrypted', changed('data/0', { flags: 0x801 }), /archive\/data\/0 is encrypted/);
  await invalid(
    'outside of the folder',
    changed('version', { name: 'elsewhere/version' }),
    /elsewhere\/version is not in the folder/,
  );
  await invalid(
    'without a folder',
    writeZip(entries.map((entry) => ({ ...entry, name: entry.name.replace('archive/', '') }))),
    /is not in the folder/,
  );
  await invalid(
    'an entry twice',
    changed('version', { name: 'archive/data/0' }),
    /archive\/data\/0 is there twice/,
  );
  const named = changed('version', { name: 'archive/ñ' });
  named.fill(0xff, named.lastIndexOf('ñ'), named.lastIndexOf('ñ') + 2);
  await invalid('a name that is no text', named, /not valid for encoding utf-8/);
  await invalid('two in the same bytes', changed('version', { header: 0 }), /overlaps/);
  await invalid(
    'longer than up to the next',
    changed('data.pkl', { size: pickled(right).length + 1 }),
    /byteorder overlaps archive\/data\.pkl/,
  );
  await invalid(
    'ten gigabytes',
    changed('data/0', { size: 10e9, zip64: true }),
    /overflows file bounds/,
  );
  await invalid('before a header', changed('version', { header: 7 }), /invalid local file header/);
  await invalid('beyond the file', changed('version', { header: 2 ** 31 }), /outside the file/);
  await invalid(
    'far beyond the file',
    changed('version', { header: Number.MAX_SAFE_INTEGER, zip64: true }),
    /outside the file/,
  );
  await invalid(
    'a directory nowhere',
    writeZip(entries, { zip64: true, directory: 2n ** 63n }),
    /outside the file/,
  );
  await invalid(
    'too many entries',
    writeZip(entries, { zip64: true, count: 10_001 }),
    /has 10001 entries; at most 10000/,
  );
  await invalid('more entries than there are', writeZip(entries, { count: 6 }), /./);
  const moved = writeZip(entries, { zip64: true });
  moved.fill(0xff, moved.length - 34, moved.length - 26); // Where the end of zip64 is.
  await invalid('an end of zip64 nowhere', moved, /outside the file/);
  const sizes = writeZip(entries);
  sizes.writeUInt32LE(1, sizes.lastIndexOf('PK\x01\x02', undefined, 'latin1') + 20);
  await invalid('two sizes for one entry', sizes, /archive\/version has two sizes/);
  await invalid(
    'something after the end',
    Buffer.concat([writeZip(entries), code('00')]),
    /comment/,
  );
});

void t.test('archives that lack something, or say two things', async (t) => {
  const refused = refuser(t);
  const invalid = (name: string, bytes: Uint8Array, message: RegExp) =>
    refused(name, bytes, 'TORCH_FILE_INVALID', message);
  const without = (name: string) => writeZip(entries.filter((entry) => !entry.name.endsWith(name)));
  await invalid('no pickle', without('data.pkl'), /it has no data\.pkl/);
  await invalid('no values', without('data/0'), /it has no data\/0/);
  await invalid(
    'fewer values',
    torchZip(right, { 0: floatBytes(1) }),
    /data\/0 has 4 bytes, and 2 values of F32/,
  );
  await invalid('more values', torchZip(right, { 0: floatBytes(1, 2, 3) }), /data\/0 has 12 bytes/);
  await invalid(
    'big-endian',
    changed('byteorder', { bytes: Buffer.from('big') }),
    /its byte order is big, not little/,
  );
  await invalid(
    'no word',
    changed('byteorder', { bytes: Buffer.alloc(17) }),
    /its byteorder is not a word/,
  );
  const huge = changed('data.pkl', { bytes: Buffer.alloc(16_000_001) });
  await refused(
    'a pickle too large',
    huge,
    'PICKLE_TOO_LARGE',
    /has 16000001 bytes; at most 16000000/,
  );
});

void t.test('files of before zip that are damaged', async (t) => {
  const refused = refuser(t);
  const invalid = (name: string, bytes: Uint8Array, message: RegExp) =>
    refused(name, bytes, 'TORCH_FILE_INVALID', message);
  const values = [lengthOf(2n), two];
  const after = (...parts: readonly Uint8Array[]) => Buffer.concat([legacyHead(), ...parts]);
  const keys = (...names: readonly string[]) => pickled(list(...names));
  await invalid('big-endian', legacyHead({ little: false }), /not that of a little-endian machine/);
  await invalid('another magic number', legacyHead({ magic: code('8a 01 01') }), /magic number/);
  await invalid(
    'another version',
    Buffer.concat([legacyHead().subarray(0, 15), pickled(1002)]),
    /its version is 1002, not 1001/,
  );
  await invalid(
    'no facts',
    Buffer.concat([legacyHead().subarray(0, 23), pickled(1)]),
    /no facts of the machine/,
  );
  await invalid('no list', after(pickled(right), pickled(1)), /its list of storages is no list/);
  await invalid(
    'an unknown storage',
    after(pickled(right), keys('1')),
    /a storage that nothing uses, 1/,
  );
  await invalid('a storage twice', after(pickled(right), keys('0', '0')), /lists a storage twice/);
  await invalid('a storage not at all', after(pickled(right), keys()), /does not list storage 0/);
  await invalid(
    'no values',
    after(pickled(right), keys('0')),
    /storage 0 ends at byte \d+, the file at \d+/,
  );
  await invalid(
    'another count',
    after(pickled(right), keys('0'), lengthOf(3n), two),
    /storage 0 has another size/,
  );
  await invalid(
    'a negative count',
    after(pickled(right), keys('0'), lengthOf(2n ** 64n - 2n), two),
    /another size/,
  );
  await invalid(
    'bytes after all',
    after(pickled(right), keys('0'), ...values, code('00')),
    /1 bytes after its storages/,
  );
  const claim = state({ a: { count: 2 ** 52 } });
  await invalid(
    '16 petabytes',
    after(pickled(claim), keys('0'), ...values),
    /ends at byte 18014398509/,
  );
  const evil = call(global('posix', 'system'), 'id');
  for (const bytes of [pickled(evil), Buffer.concat([legacyHead(), pickled(evil)])]) {
    await refused('a pickle that calls', bytes, 'PICKLE_GLOBAL_REFUSED', /posix\.system/);
  }
});

void t.test('tensors that are not in their storage', async (t) => {
  const refused = refuser(t);
  const invalid = async (name: string, view: object, message: RegExp) => {
    const value = state({ a: { count: 2, ...view } });
    const inZip = torchZip(value, { 0: two });
    await refused(name, inZip, 'TORCH_TENSOR_INVALID', message);
    await refused(name, torchLegacy(value, [['0', 2, two]]), 'TORCH_TENSOR_INVALID', message);
  };
  await invalid(
    'too long',
    { shape: [3] },
    /tensor a cannot be read: it ends at value 3 of a storage of 2/,
  );
  await invalid('too far', { shape: [1], offset: 2 }, /it ends at value 3/);
  await invalid('steps too wide', { shape: [2], strides: [2] }, /it ends at value 3/);
  await invalid('empty, and far away', { shape: [0], offset: 2 ** 53 - 1 }, /it ends at value/);
  await invalid('a stride too few', { shape: [1, 2] }, /it has 2 dimensions and 1 strides/);
  await invalid(
    'one value, ten billion times',
    { shape: [1e5, 1e5], strides: [0, 0] },
    /10000000000 values in a storage of 2/,
  );
  await invalid(
    'shape past 2^53',
    { shape: [2 ** 31, 2 ** 31], strides: [0, 0] },
    /multiply past 2\^53/,
  );
  await invalid(
    'the same before a 0',
    { shape: [2 ** 31, 2 ** 31, 0], strides: [0, 0, 0] },
    /past 2\^53/,
  );
  await invalid('strides past 2^53', { shape: [3, 3], strides: [2 ** 52, 2 ** 52] }, /past 2\^53/);
});

void t.test('tensors that would take too much memory are refused when they are read', async (t) => {
  const path = join(t.testdir(), 'pytorch_model.bin');
  const count = 2 ** 30 + 1;
  const large = state({ a: { count, type: 'HalfStorage' } });
  const head = torchLegacy(large, [['0', count, Buffer.alloc(0)]]);
  writeFileSync(path, head);
  truncateSync(path, head.length + 2 * count); // Sparse: takes no room on the disk.
  const message = /it lies in 1073741825 values; at most 1073741824 are read/;
  await t.rejects(readTorch(path), { code: 'TORCH_TENSOR_INVALID', message });

  const values = floatBytes(...Array.from({ length: 34 }, (_, index) => index));
  const refused = refuser(t);
  const scattered = { a: { count: 34, shape: [2], strides: [33] } };
  await refused(
    'scattered',
    torchZip(state(scattered), { 0: values }),
    'TORCH_TENSOR_INVALID',
    /its 2 values lie scattered over 34/,
  );
});

void t.test('a storage that no tensor uses has to be there all the same', async (t) => {
  const refused = refuser(t);
  const value = dict(['a', tensor({ count: 2 })], ['b', storage({ key: '1', count: 1 })]);
  await refused(
    'it is not',
    torchZip(value, { 0: two }),
    'TORCH_FILE_INVALID',
    /it has no data\/1/,
  );
});
