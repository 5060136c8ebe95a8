import assert from 'node:assert/strict';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import t from 'tap';

import { openSafetensors } from '../../src/checkpoint/safetensors.js';
import type { ErrorCode } from '../../src/errors.js';
import { ServiceError } from '../../src/errors.js';
import {
  fileOf,
  floatBytes,
  lengthOf,
  writeSafetensors,
  type WrittenTensor,
} from './safetensors-writer.js';

/** What a file holds: every tensor's type, shape and values. */
async function readAll(path: string): Promise<Record<string, unknown>> {
  const source = await openSafetensors(path);
  try {
    const all: [string, unknown][] = [];
    for (const { name, dtype, shape } of source.tensors.values()) {
      all.push([name, { dtype, shape, values: [...(await source.readFloat32(name))] }]);
    }
    return Object.fromEntries(all);
  } finally {
    await source.close();
  }
}

void t.test('the three types of float are read as the same numbers', async (t) => {
  const path = join(t.testdir(), 'model.safetensors');
  writeFileSync(
    path,
    writeSafetensors({
      single: { dtype: 'F32', shape: [2, 2], bytes: floatBytes(1, -2, 0.5, 1e-40) },
      half: { dtype: 'F16', shape: [2], bytes: Buffer.from([0x00, 0x3c, 0x00, 0xc0]) },
      brain: { dtype: 'BF16', shape: [2, 1], bytes: Buffer.from([0x80, 0x3f, 0x00, 0xc0]) },
      scalar: { dtype: 'F32', shape: [], bytes: floatBytes(7) },
      nothing: { dtype: 'F32', shape: [0, 3], bytes: floatBytes() },
    }),
  );
  t.strictSame(await readAll(path), {
    single: { dtype: 'F32', shape: [2, 2], values: [1, -2, 0.5, Math.fround(1e-40)] },
    half: { dtype: 'F16', shape: [2], values: [1, -2] },
    brain: { dtype: 'BF16', shape: [2, 1], values: [1, -2] },
    scalar: { dtype: 'F32', shape: [], values: [7] },
    nothing: { dtype: 'F32', shape: [0, 3], values: [] },
  });
});

void t.test('the bundled model, in half precision', async (t) => {
  const model = new URL('../../../models/clinical-es-mini/model.safetensors', import.meta.url);
  const source = await openSafetensors(fileURLToPath(model));
  t.teardown(() => source.close());
  t.equal(source.tensors.size, 74);
  t.equal([...source.tensors.keys()][0], 'lm_head.bias', 'in the order of the file');

  const name = 'roberta.embeddings.word_embeddings.weight';
  t.match(source.tensors.get(name), { name, dtype: 'F16', shape: [16000, 256] });
  const words = await source.readFloat32(name);
  t.equal(words.length, 16000 * 256);
  // Read from the same file by Python's struct module.
  t.strictSame([...words.subarray(0, 3)], [0.06103515625, -0.033935546875, 0.58447265625]);
  t.strictSame([...words.subarray(-3)], [-0.2099609375, 0.02947998046875, 0.1712646484375]);
  const sum = words.reduce((total, value) => total + value, 0);
  t.ok(Math.abs(sum - -215172.0305776596) < 1e-6, `their sum is ${sum}`);
});

void t.test('only floats are read, though other types may be there', async (t) => {
  const path = join(t.testdir(), 'model.safetensors');
  writeFileSync(
    path,
    writeSafetensors({
      positions: { dtype: 'I64', shape: [1, 2], bytes: Buffer.alloc(16) },
      packed: { dtype: 'F4', shape: [6], bytes: Buffer.alloc(3) },
      weight: { dtype: 'F32', shape: [1], bytes: floatBytes(3) },
    }),
  );
  const source = await openSafetensors(path);
  t.teardown(() => source.close());
  t.strictSame([...(await source.readFloat32('weight'))], [3]);
  await t.rejects(source.readFloat32('positions'), {
    code: 'TENSOR_DTYPE_UNSUPPORTED',
    message: /model\.safetensors: tensor positions has type I64/,
  });
  await t.rejects(source.readFloat32('packed'), { code: 'TENSOR_DTYPE_UNSUPPORTED' });
  await t.rejects(source.readFloat32('bias'), {
    code: 'TENSOR_MISSING',
    message: /has no tensor bias/,
  });
});

void t.test('a file that shrinks while it is open gives an error, not zeros', async (t) => {
  const path = join(t.testdir(), 'model.safetensors');
  const bytes = writeSafetensors({ a: { dtype: 'F32', shape: [2], bytes: floatBytes(1, 2) } });
  writeFileSync(path, bytes);
  const source = await openSafetensors(path);
  t.teardown(() => source.close());
  truncateSync(path, bytes.length - 3);
  await t.rejects(source.readFloat32('a'), { code: 'CHECKPOINT_MISSING', message: /ends at byte/ });
});

void t.test('a tensor too large for memory is refused before it is allocated', async (t) => {
  const path = join(t.testdir(), 'model.safetensors');
  const values = 2 ** 30 + 1;
  const header = fileOf({ a: { dtype: 'BF16', shape: [values], data_offsets: [0, 2 * values] } });
  writeFileSync(path, header);
  truncateSync(path, header.length + 2 * values); // Sparse: takes no room on the disk.
  const source = await openSafetensors(path);
  t.teardown(() => source.close());
  await t.rejects(source.readFloat32('a'), {
    code: 'SAFETENSORS_SHAPE_INVALID',
    message: /it has 1073741825 values/,
  });
});

/** The valid neighbour of every malformed file below: tensor `a`, then tensor `b`. */
const a = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
const b = { dtype: 'F32', shape: [1], data_offsets: [8, 12] };
const data = floatBytes(1, 2, 3);
const valid = fileOf({ a, b }, data);

void t.test('every malformed file has its own refusal', async (t) => {
  const path = join(t.testdir(), 'model.safetensors');
  const text = JSON.stringify({ a, b });
  const cases: readonly (readonly [string, Uint8Array, ErrorCode, RegExp])[] = [
    ['empty', Buffer.alloc(0), 'SAFETENSORS_TOO_SHORT', /has 0 bytes/],
    ['no room for the length', valid.subarray(0, 7), 'SAFETENSORS_TOO_SHORT', /has 7 bytes/],
    [
      'a header over the limit',
      Buffer.concat([lengthOf(100_000_001n), valid.subarray(8)]),
      'SAFETENSORS_HEADER_TOO_LARGE',
      /has 100000001 bytes; at most 100000000/,
    ],
    [
      'a length that no number holds',
      Buffer.concat([lengthOf(2n ** 64n - 1n), valid.subarray(8)]),
      'SAFETENSORS_HEADER_TOO_LARGE',
      /has 18446744073709551615 bytes/,
    ],
    ['cut inside the header', valid.subarray(0, 40), 'SAFETENSORS_SIZE_WRONG', /has 40 bytes/],
    ['an empty header', fileOf(''), 'SAFETENSORS_HEADER_INVALID', /does not begin with \{/],
    ['a list as header', fileOf([a, b], data), 'SAFETENSORS_HEADER_INVALID', /begin with \{/],
    [
      'a byte order mark',
      fileOf(`\uFEFF${text}`, data),
      'SAFETENSORS_HEADER_INVALID',
      /begin with/,
    ],
    [
      'not UTF-8',
      fileOf(Buffer.from('{"ñ":1}', 'latin1')),
      'SAFETENSORS_HEADER_INVALID',
      /it is not UTF-8/,
    ],
    ['not JSON', fileOf(text.slice(0, -1), data), 'SAFETENSORS_HEADER_INVALID', /it is not JSON/],
    [
      'something after the JSON',
      fileOf(`${text}\0\0`, data),
      'SAFETENSORS_HEADER_INVALID',
      /it is not JSON/,
    ],
    [
      'metadata that is not text',
      fileOf({ __metadata__: { format: 1 }, a, b }, data),
      'SAFETENSORS_HEADER_INVALID',
      /__metadata__ is not an object of strings/,
    ],
    [
      'a tensor that is no object',
      fileOf({ a, b: [b] }, data),
      'SAFETENSORS_HEADER_INVALID',
      /tensor b is a list, not an object/,
    ],
    [
      'an unknown type',
      fileOf({ a, b: { ...b, dtype: 'F33' } }, data),
      'SAFETENSORS_DTYPE_UNKNOWN',
      /tensor b has the unknown type F33/,
    ],
    [
      'a type named as an inherited property',
      fileOf({ a, b: { ...b, dtype: 'toString' } }, data),
      'SAFETENSORS_DTYPE_UNKNOWN',
      /unknown type toString/,
    ],
    [
      'no type',
      fileOf({ a, b: { shape: [1], data_offsets: [8, 12] } }, data),
      'SAFETENSORS_DTYPE_UNKNOWN',
      /unknown type missing/,
    ],
    [
      'no shape',
      fileOf({ a, b: { ...b, shape: undefined } }, data),
      'SAFETENSORS_SHAPE_INVALID',
      /it is missing, not a list/,
    ],
    [
      'a negative dimension',
      fileOf({ a, b: { ...b, shape: [-1, -1] } }, data),
      'SAFETENSORS_SHAPE_INVALID',
      /tensor b has an impossible shape: a dimension is -1/,
    ],
    [
      'a fractional dimension',
      fileOf({ a, b: { ...b, shape: [1, 1.5] } }, data),
      'SAFETENSORS_SHAPE_INVALID',
      /a dimension is 1\.5/,
    ],
    [
      'a dimension past 2^53',
      fileOf(`{"b":{"dtype":"U8","shape":[9007199254740993],"data_offsets":[0,12]}}`, data),
      'SAFETENSORS_SHAPE_INVALID',
      /a dimension is 9007199254740992/,
    ],
    [
      'dimensions that overflow, hidden by a zero',
      fileOf({ a, b: { ...b, shape: [2 ** 52, 2 ** 52, 0] } }, data),
      'SAFETENSORS_SHAPE_INVALID',
      /multiply to more than 2\^53 bits/,
    ],
    [
      'half a byte',
      fileOf({ a, b: { ...b, dtype: 'F4', shape: [1] } }, data),
      'SAFETENSORS_SHAPE_INVALID',
      /4 bits are no whole number of bytes/,
    ],
    [
      'a span that goes backwards',
      fileOf({ a, b: { ...b, data_offsets: [12, 8] } }, data),
      'SAFETENSORS_SPAN_INVALID',
      /not two byte positions in ascending order/,
    ],
    [
      'a span of three',
      fileOf({ a, b: { ...b, data_offsets: [8, 10, 12] } }, data),
      'SAFETENSORS_SPAN_INVALID',
      /not two byte positions/,
    ],
    [
      'a span that does not fit the shape',
      fileOf({ a, b: { ...b, shape: [2] } }, data),
      'SAFETENSORS_SPAN_INVALID',
      /tensor b lies wrongly in the file: F32 \[2\] takes 8 bytes, its span has 4/,
    ],
    [
      'a hole at the start',
      fileOf({ b }, data),
      'SAFETENSORS_SPAN_INVALID',
      /bytes 0 to 8 before it belong to no tensor/,
    ],
    [
      'a hole between two tensors',
      fileOf({ a, b: { ...b, data_offsets: [9, 13] } }, Buffer.concat([data, data])),
      'SAFETENSORS_SPAN_INVALID',
      /bytes 8 to 9 before it/,
    ],
    [
      'two tensors that share bytes',
      fileOf({ a, b: { ...b, data_offsets: [4, 8] } }, data),
      'SAFETENSORS_SPAN_INVALID',
      /tensor b .* begins at byte 4, inside a tensor that ends at 8/,
    ],
    [
      'a name that is there twice: the first is lost, and leaves a hole',
      fileOf(`{"a":${JSON.stringify(a)},"a":${JSON.stringify(b)}}`, data),
      'SAFETENSORS_SPAN_INVALID',
      /bytes 0 to 8 before it belong to no tensor/,
    ],
    [
      'cut inside the data',
      valid.subarray(0, -1),
      'SAFETENSORS_SIZE_WRONG',
      new RegExp(`has ${valid.length - 1} bytes; its header describes ${valid.length}`),
    ],
    [
      'bytes after the last tensor',
      Buffer.concat([valid, Buffer.alloc(1)]),
      'SAFETENSORS_SIZE_WRONG',
      /its header describes/,
    ],
  ];
  for (const [name, bytes, code, message] of cases) {
    writeFileSync(path, bytes);
    await t.rejects(openSafetensors(path), { name: 'ServiceError', code, message }, name);
    await t.rejects(openSafetensors(path), { message: /model\.safetensors/ }, `${name}: the file`);
  }
});

void t.test('what looks odd and is right is read', async (t) => {
  const path = join(t.testdir(), 'model.safetensors');
  const values = { a: [1, 2], b: [3] };
  const cases: readonly (readonly [string, Uint8Array, Record<string, number[]>])[] = [
    ['the valid neighbour', valid, values],
    ['another order in the header', fileOf({ b, a }, data), values],
    ['padding after the header', fileOf(`${JSON.stringify({ a, b })}   `, data), values],
    ['metadata', fileOf({ __metadata__: { format: 'pt' }, a, b }, data), values],
    ['keys of a later version', fileOf({ a: { ...a, note: {} }, b }, data), values],
    ['no tensors', fileOf('{}'), {}],
    [
      'an empty tensor between two',
      fileOf({ a, b, c: { dtype: 'F32', shape: [0], data_offsets: [8, 8] } }, data),
      { ...values, c: [] },
    ],
  ];
  for (const [name, bytes, expected] of cases) {
    writeFileSync(path, bytes);
    const all = await readAll(path);
    const found = Object.entries(all).map(([tensor, read]) => [
      tensor,
      (read as { values: number[] }).values, // What `readAll` above made.
    ]);
    t.strictSame(Object.fromEntries(found), expected, name);
  }
});

void t.test('a hostile name is quoted and cut', async (t) => {
  const path = join(t.testdir(), 'model.safetensors');
  const name = `\u001b[31m${'x'.repeat(100_000)}`;
  writeFileSync(path, fileOf({ [name]: { ...a, dtype: 'F33' } }, data));
  const error: unknown = await openSafetensors(path).catch((reason: unknown) => reason);
  t.match(error, { code: 'SAFETENSORS_DTYPE_UNKNOWN', message: /tensor "\\u001b\[31mxxx/ });
  t.ok(error instanceof ServiceError && error.message.length < 1000);
});

void t.test('a header nested a million levels deep is refused', async (t) => {
  const path = join(t.testdir(), 'model.safetensors');
  const deep = `${'['.repeat(1e6)}${']'.repeat(1e6)}`;
  writeFileSync(path, fileOf(`{"a":{"dtype":${deep}}}`));
  await t.rejects(openSafetensors(path), { code: 'SAFETENSORS_DTYPE_UNKNOWN' });
});

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
          const values = await source.readFloat32(name);
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
