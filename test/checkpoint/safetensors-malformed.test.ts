import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

import { openSafetensors } from '../../src/checkpoint/safetensors.js';
import { ServiceError, type ErrorCode } from '../../src/errors.js';
import { a, b, data, valid } from './safetensors-files.js';
import { fileOf, lengthOf } from './safetensors-writer.js';

void t.test('every malformed file has its own refusal', async (t) => {
  const path = join(t.testdir(), 'model.safetensors');
  const text = JSON.stringify({ a, b });
  const cases: readonly (readonly [string, Uint8Array, ErrorCode, RegExp])[] = [
    ['empty', Buffer.alloc(0), 'SAFETENSORS_TOO_SHORT', /has 0 bytes/],
    ['no room for the length', valid.subarray(0, 7), 'SAFETENSORS_TOO_SHORT', /has 7 bytes/],
    [
      'a header over the limit',
      Buffer.concat([lengthOf(10_000_001n), valid.subarray(8)]),
      'SAFETENSORS_HEADER_TOO_LARGE',
      /has 10000001 bytes; at most 10000000/,
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
      /tensor b lies wrongly in the file: F32 values of its shape take 8 bytes, its span has 4/,
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
