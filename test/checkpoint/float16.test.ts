import t from 'tap';

import { bfloat16ToFloat32, halfToFloat32 } from '../../src/checkpoint/float16.js';

/** All 65,536 patterns of 16 bits, little-endian, in order. */
const everyPattern = Buffer.alloc(2 * 2 ** 16);
for (let bits = 0; bits < 2 ** 16; bits += 1) everyPattern.writeUInt16LE(bits, 2 * bits);

/** The definition in IEEE 754-2019, 3.4, in floating point: slow, and written another way. */
function halfByDefinition(bits: number): number {
  const sign = bits >= 2 ** 15 ? -1 : 1;
  const exponent = Math.floor(bits / 2 ** 10) % 2 ** 5;
  const fraction = bits % 2 ** 10;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 2 ** 10) * 2 ** (exponent - 15);
}

/** The same for 8 bits of exponent and 7 of fraction. */
function bfloatByDefinition(bits: number): number {
  const sign = bits >= 2 ** 15 ? -1 : 1;
  const exponent = Math.floor(bits / 2 ** 7) % 2 ** 8;
  const fraction = bits % 2 ** 7;
  if (exponent === 255) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -133;
  return sign * (1 + fraction / 2 ** 7) * 2 ** (exponent - 127);
}

/** Patterns for which two lists differ; 0 and -0 do, NaN and NaN do not. */
const differences = (found: Float32Array, expected: (bits: number) => number): number[] =>
  [...found.keys()].filter((bits) => !Object.is(found[bits], expected(bits)));

void t.test('every half has the value that the standard defines', (t) => {
  const found = halfToFloat32(everyPattern);
  t.equal(found.length, 2 ** 16);
  t.strictSame(differences(found, halfByDefinition), []);
  t.end();
});

void t.test('every bfloat16 has the value that the standard defines', (t) => {
  const found = bfloat16ToFloat32(everyPattern);
  t.equal(found.length, 2 ** 16);
  t.strictSame(differences(found, bfloatByDefinition), []);
  t.end();
});

void t.test('some halves that one can check by hand', (t) => {
  const cases = [
    [0x0001, 2 ** -24, 'smallest subnormal'],
    [0x03ff, 1023 * 2 ** -24, 'largest subnormal'],
    [0x0400, 2 ** -14, 'smallest normal'],
    [0x3c00, 1, 'one'],
    [0xc000, -2, 'minus two'],
    [0x7bff, 65504, 'largest'],
    [0x8000, -0, 'minus zero'],
    [0xfc00, -Infinity, 'minus infinity'],
  ] as const;
  for (const [bits, value, name] of cases) {
    t.ok(Object.is(halfToFloat32(Uint8Array.of(bits & 0xff, bits >> 8))[0], value), name);
  }
  t.end();
});

void t.test('a NaN keeps its sign and payload', (t) => {
  const bitsOf = (values: Float32Array) => new Uint32Array(values.buffer)[0];
  t.equal(bitsOf(halfToFloat32(Uint8Array.of(0x01, 0xfe))), 0xffc02000);
  t.equal(bitsOf(bfloat16ToFloat32(Uint8Array.of(0x81, 0x7f))), 0x7f810000);
  t.end();
});

void t.test('bytes may begin at an odd address', (t) => {
  const shifted = Buffer.from([0xff, 0x00, 0x3c, 0x80, 0x3f]);
  t.equal(halfToFloat32(shifted.subarray(1, 3))[0], 1);
  t.equal(bfloat16ToFloat32(shifted.subarray(3, 5))[0], 1);
  t.equal(halfToFloat32(new Uint8Array(0)).length, 0);
  t.end();
});
