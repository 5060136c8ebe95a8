/** Uniform numbers from 0 up to, but not including, 1. */
export type Random = () => number;

/** Of the Weyl sequence: odd, so that the state runs through all 2^32 values. */
const STEP = 0x6d2b79f5;

/**
 * Numbers that are the same for a seed on every machine, since only 32-bit integers are computed:
 * mulberry32 (Tommy Ettinger, public domain). Good for sampling, not for secrets.
 *
 * @param seed an integer; its lowest 32 bits count
 */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + STEP) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
