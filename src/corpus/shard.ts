import { createHash } from 'node:crypto';

/** One of several parts of a corpus. */
export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly count: number;
}

/** `3/16`: the part with index 3 of 16. Throws an Error that tells what it must be. */
export function parseShard(value: string): Shard {
  const [, index, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(value) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index < shard.count) return shard;
  throw new Error(`${value} is no part such as 0/4, from 0/4 to 3/4`);
}

/**
 * Whether a record is of a part: files by a hash of their name, so that others may come and go, all
 * else by its number.
 */
export function isInShard({ index, count }: Shard, key: number | string): boolean {
  const number =
    typeof key === 'number' ? key - 1 : createHash('sha256').update(key).digest().readUInt32BE();
  return number % count === index;
}

/** For file names: `00003-of-00016`. */
export const nameOfShard = ({ index, count }: Shard): string =>
  `${String(index).padStart(5, '0')}-of-${String(count).padStart(5, '0')}`;
