import { bitsOf } from './dtype.js';
import type { PickleValue, Storage } from './pickle-values.js';

/** What a file of torch.save holds, in either of its formats. */
export interface TorchContent {
  /** What was saved. */
  readonly value: PickleValue;
  /**
   * For each storage that `value` can reach, by key, the position in the file of its first byte.
   * All of its bytes are in the file.
   */
  readonly starts: ReadonlyMap<string, number>;
}

/** Bytes that a storage takes; past 2^53 not exact, which is still more than any file has. */
export const bytesOf = ({ dtype, count }: Storage): number => (count * bitsOf(dtype)) / 8;
