/**
 * Widening 16-bit floats to 32 bits. Every half and every bfloat16 is also a 32-bit float, so
 * both are exact. The work is done on bit patterns, which keeps the payload of a NaN too.
 *
 * Formats: IEEE 754-2019, binary16 (1 sign, 5 exponent, 10 fraction bits) and binary32 (1, 8, 23);
 * bfloat16 is the upper half of a binary32.
 */

const HALF_FRACTION_BITS = 10;
const HALF_FRACTION_MASK = 0x3ff;
const HALF_EXPONENT_MASK = 0x1f;
const HALF_SIGN_MASK = 0x8000;
const SINGLE_FRACTION_BITS = 23;
const SINGLE_EXPONENT_MASK = 0xff;
/** Difference of the two formats' biases, 127 - 15. */
const BIAS_DIFFERENCE = 112;

/** Bits of the binary32 that has the value of a binary16 with these bits. */
function widenHalf(half: number): number {
  const sign = (half & HALF_SIGN_MASK) << 16;
  let exponent = (half >>> HALF_FRACTION_BITS) & HALF_EXPONENT_MASK;
  let fraction = half & HALF_FRACTION_MASK;
  if (exponent === HALF_EXPONENT_MASK) {
    exponent = SINGLE_EXPONENT_MASK; // Infinity, or NaN with its payload.
  } else if (exponent !== 0) {
    exponent += BIAS_DIFFERENCE;
  } else if (fraction !== 0) {
    // A subnormal half is a normal single: shift until its leading bit becomes the implicit one.
    const shift = Math.clz32(fraction) - (31 - HALF_FRACTION_BITS);
    exponent = BIAS_DIFFERENCE + 1 - shift;
    fraction = (fraction << shift) & HALF_FRACTION_MASK;
  }
  const widened = fraction << (SINGLE_FRACTION_BITS - HALF_FRACTION_BITS);
  return (sign | (exponent << SINGLE_FRACTION_BITS) | widened) >>> 0;
}

/** Bits of all 65,536 halves, 256 KiB: a look-up is several times faster than the branches above. */
let halfTable: Uint32Array | undefined;

function getHalfTable(): Uint32Array {
  halfTable ??= Uint32Array.from({ length: 2 ** 16 }, (_, half) => widenHalf(half));
  return halfTable;
}

/**
 * Widens little-endian binary16 values.
 *
 * @param bytes two for each value, at any alignment
 * @returns one float for every two bytes; an odd last byte is not looked at
 */
export function halfToFloat32(bytes: Uint8Array): Float32Array {
  const table = getHalfTable();
  const values = new Float32Array(bytes.byteLength >>> 1);
  const bits = new Uint32Array(values.buffer);
  for (let index = 0; index < bits.length; index += 1) {
    // The indices are inside both arrays; the fallbacks only satisfy the compiler.
    const half = (bytes[2 * index] ?? 0) | ((bytes[2 * index + 1] ?? 0) << 8);
    bits[index] = table[half] ?? 0;
  }
  return values;
}

/**
 * Widens little-endian bfloat16 values.
 *
 * @param bytes two for each value, at any alignment
 * @returns one float for every two bytes; an odd last byte is not looked at
 */
export function bfloat16ToFloat32(bytes: Uint8Array): Float32Array {
  const values = new Float32Array(bytes.byteLength >>> 1);
  const bits = new Uint32Array(values.buffer);
  for (let index = 0; index < bits.length; index += 1) {
    bits[index] = ((bytes[2 * index] ?? 0) << 16) | ((bytes[2 * index + 1] ?? 0) << 24);
  }
  return values;
}
