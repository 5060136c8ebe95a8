import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

import { openSafetensors } from '../../src/checkpoint/safetensors.js';
import { readFloat32 } from '../../src/checkpoint/tensors.js';
import { a, b, data, readAll, valid } from './safetensors-files.js';
import { fileOf, floatBytes, writeSafetensors } from './safetensors-writer.js';

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
  const words = await readFloat32(source, name);
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
  t.strictSame([...(await readFloat32(source, 'weight'))], [3]);
  await t.rejects(readFloat32(source, 'positions'), {
    code: 'TENSOR_DTYPE_UNSUPPORTED',
    message: /model\.safetensors: tensor positions has type I64/,
  });
  await t.rejects(readFloat32(source, 'packed'), { code: 'TENSOR_DTYPE_UNSUPPORTED' });
  await t.rejects(readFloat32(source, 'bias'), {
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
  await t.rejects(readFloat32(source, 'a'), {
    code: 'CHECKPOINT_MISSING',
    message: /ends at byte/,
  });
});

void t.test('a tensor too large for memory is refused before it is allocated', async (t) => {
  const path = join(t.testdir(), 'model.safetensors');
  const values = 2 ** 30 + 1;
  const header = fileOf({ a: { dtype: 'BF16', shape: [values], data_offsets: [0, 2 * values] } });
  writeFileSync(path, header);
  truncateSync(path, header.length + 2 * values); // Sparse: takes no room on the disk.
  const source = await openSafetensors(path);
  t.teardown(() => source.close());
  await t.rejects(readFloat32(source, 'a'), {
    code: 'SAFETENSORS_SHAPE_INVALID',
    message: /it has 1073741825 values/,
  });
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
