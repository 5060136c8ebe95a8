import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';

import { openSafetensors } from '../../src/checkpoint/safetensors.js';
import { readFloat32 } from '../../src/checkpoint/tensors.js';
import { ServiceError } from '../../src/errors.js';
import { data, readAll, valid } from './safetensors-files.js';
import { fileOf, writeSafetensors, type WrittenTensor } from './safetensors-writer.js';

void t.test('what a writer wrote is what is read', async (t) => {
  const path = join(t.testdir(), 'model.safetensors');
  const tensor = fc
    .record({
      shape: fc.array(fc.nat(4), { maxLength: 4 }),
      dtype: fc.constantFrom('F32', 'F16', 'BF16', 'I64', 'BOOL'),
      seed: fc.infiniteStream(fc.nat(255)),
    })
    .map(({ shape, dtype, seed }): WrittenTensor => {
      const size = { F32: 4, F16: 2, BF16: 2, I64: 8, BOOL: 1 }[dtype];
      const count = shape.reduce((product, dimension) => product * dimension, 1);
      return { dtype, shape, bytes: Uint8Array.from(seed.take(count * size)) };
    });
  const file = fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1 }), tensor, {
    noNullPrototype: true,
  });
  await fc.assert(
    fc.asyncProperty(file, async (tensors) => {
      writeFileSync(path, writeSafetensors(tensors));
      const source = await openSafetensors(path);
      try {
        assert.deepEqual([...source.tensors.keys()].sort(), Object.keys(tensors).sort());
        for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
          const info = source.tensors.get(name);
          assert.deepEqual([info?.dtype, info?.shape], [dtype, shape]);
          if (dtype !== 'F32') continue; // The others widen, and have tests of their own.
          const values = await readFloat32(source, name);
          assert.deepEqual(Buffer.from(values.buffer), Buffer.from(bytes));
        }
      } finally {
        await source.close();
      }
    }),
    { numRuns: 100 },
  );
});

void t.test('random and damaged files are read or refused, never anything else', async (t) => {
  const path = join(t.testdir(), 'model.safetensors');
  const refusedOrRead = async (bytes: Uint8Array): Promise<void> => {
    writeFileSync(path, bytes);
    try {
      await readAll(path);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
    }
  };
  const damaged = fc
    .array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    .map((changes) => {
      const bytes = Uint8Array.from(valid);
      for (const [position, value] of changes) bytes[position] = value;
      return bytes;
    });
  const anyHeader = fc
    .dictionary(
      fc.string({ maxLength: 3 }),
      fc.oneof(
        fc.jsonValue(),
        fc.record({
          dtype: fc.constantFrom('F32', 'F16', 'F4', 'F6_E2M3', '__proto__', 1),
          shape: fc.array(fc.oneof(fc.nat(4), fc.double(), fc.maxSafeNat()), { maxLength: 3 }),
          data_offsets: fc.array(fc.oneof(fc.nat(16), fc.maxSafeInteger()), { maxLength: 3 }),
        }),
      ),
    )
    .map((header) => fileOf(header, data));
  const property = fc.asyncProperty(
    fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged, anyHeader),
    refusedOrRead,
  );
  await t.resolves(fc.assert(property, { numRuns: 1000 }));
});
