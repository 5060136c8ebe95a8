import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';

import { readPickle } from '../../src/checkpoint/pickle.js';
import { ServiceError } from '../../src/errors.js';
import { pickled } from './pickle-writer.js';
import { floatBytes } from './safetensors-writer.js';
import { readTorch, state, torchEntries, torchLegacy, torchZip } from './torch-files.js';
import { writeZip } from './zip-writer.js';

const value = state({
  weight: { count: 6, shape: [3, 2], strides: [1, 3] },
  position_ids: { key: '1', type: 'LongStorage', count: 1 },
});
const six = floatBytes(0, 1, 2, 3, 4, 5);
const storages = { 0: six, 1: Buffer.alloc(8) };
const entries = torchEntries(pickled(value), storages);

const files: Readonly<Record<string, Buffer>> = {
  zip: torchZip(value, storages),
  zip64: writeZip(
    entries.map((entry) => ({ ...entry, zip64: true })),
    { zip64: true },
  ),
  legacy: torchLegacy(value, [
    ['0', 6, six],
    ['1', 1, Buffer.alloc(8)],
  ]),
};

/** True where it was read, false where it was refused; anything else that is thrown is a fault. */
async function isRead(path: string, bytes: Uint8Array): Promise<boolean> {
  writeFileSync(path, bytes);
  try {
    await readTorch(path);
    return true;
  } catch (error) {
    if (error instanceof ServiceError) return false;
    throw error;
  }
}

for (const [name, bytes] of Object.entries(files)) {
  // Up to its central directory, zip64 is the same file as zip.
  const first = name === 'zip64' ? bytes.indexOf('PK\x01\x02', 0, 'latin1') : 0;

  void t.test(`${name}: cut off at any byte, it is refused`, async (t) => {
    const path = join(t.testdir(), 'pytorch_model.bin');
    t.ok(await isRead(path, bytes), 'whole, it is read');
    for (let length = first; length < bytes.length; length += 1) {
      if (await isRead(path, bytes.subarray(0, length))) t.fail(`it is read with ${length} bytes`);
    }
  });

  void t.test(`${name}: damaged anywhere, it is read or refused`, async (t) => {
    const path = join(t.testdir(), 'pytorch_model.bin');
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    const changes = fc.array(change, { minLength: 1, maxLength: 4 });
    const property = fc.asyncProperty(changes, async (list) => {
      const damaged = Uint8Array.from(bytes);
      for (const [position, to] of list) damaged[position] = to;
      await isRead(path, damaged);
    });
    await t.resolves(fc.assert(property, { numRuns: 200 }));
  });

  void t.test(`${name}: with a bit turned in any third byte, it is read or refused`, async (t) => {
    const path = join(t.testdir(), 'pytorch_model.bin');
    for (let position = first; position < bytes.length; position += 3) {
      const damaged = Uint8Array.from(bytes);
      damaged[position] = (bytes[position] ?? 0) ^ (1 << (position % 8));
      await isRead(path, damaged);
    }
    t.pass('nothing else was thrown');
  });
}

void t.test('any bytes after the first opcode are a pickle, or are refused', (t) => {
  const opcodes = Buffer.from('(012]}ajbhqrsteuRQcNXKMJG.)\x80\x85\x86\x88\x8a\x93', 'latin1');
  const opcode = fc.constantFrom(...opcodes.values());
  const bytes = fc.array(fc.oneof({ weight: 3, arbitrary: opcode }, fc.nat(255)), {
    maxLength: 60,
  });
  const property = fc.property(bytes, (list) => {
    try {
      readPickle(Uint8Array.from([0x80, 2, ...list]), 0, 'pytorch_model.bin');
    } catch (error) {
      assert.ok(error instanceof ServiceError);
    }
  });
  t.doesNotThrow(() => {
    fc.assert(property, { numRuns: 20_000 });
  });
  t.end();
});
