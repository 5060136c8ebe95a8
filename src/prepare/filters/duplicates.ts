import { createHash } from 'node:crypto';

/** 128 bits: among 10^12 texts, two share them by chance with a probability of 10^-15. */
const HASH_BYTES = 16;

/** Remembers texts by a hash of each, so that a million of them take less than 100 MB. */
export class SeenTexts {
  readonly #hashes = new Set<string>();

  /** Whether a text is new; it is not from then on. */
  add(text: string): boolean {
    const hash = createHash('sha256').update(text).digest().subarray(0, HASH_BYTES);
    const before = this.#hashes.size;
    this.#hashes.add(hash.toString('latin1'));
    return this.#hashes.size > before;
  }
}
