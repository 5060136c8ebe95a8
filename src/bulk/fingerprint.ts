import { createHash, type Hash } from 'node:crypto';
import type { CorpusRecord } from '../corpus/record.js';

/** A hash over records in their order: their numbers, ids and contents. */
export class Fingerprint {
  readonly #hash: Hash = createHash('sha256');

  add({ number, id, content }: CorpusRecord): void {
    this.#hash.update(`${JSON.stringify([number, id, content])}\n`);
  }

  /** Of all that was added so far, in hexadecimal digits. */
  get value(): string {
    return this.#hash.copy().digest('hex');
  }
}
