/** 10 to the power of each index, up to what makes nine digits of the smallest 32-bit float. */
const POWERS = Array.from({ length: 54 }, (_, exponent) => 10 ** exponent);

/**
 * A 32-bit float rounded to nine significant digits, from which the same float comes back (IEEE
 * 754-2019, 5.12.2). JSON of the float as it is would have all the digits of 64 bits: two thirds
 * more characters, and half as much time again to write them.
 */
export function toNineDigits(value: number): number {
  const power = POWERS[8 - Math.floor(Math.log10(Math.abs(value)))];
  // Zero, what is not finite, and what has no place after the point anyway.
  return power === undefined ? value : Math.round(value * power) / power;
}
