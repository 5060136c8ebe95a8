import assert from 'node:assert/strict';
import type { Entry } from './submission.js';

/**
 * The waiting rows in order of arrival. A linked list, because rows leave from the middle (packed
 * by length, or their client gone) and come back after an engine's death, among thousands.
 *
 * Invariant: arrival numbers increase from the oldest to the newest; `rows` and `tokens` are the
 * sums over the list.
 */
export class Queue {
  #oldest: Entry | null = null;
  #newest: Entry | null = null;
  #rows = 0;
  #tokens = 0;

  get rows(): number {
    return this.#rows;
  }

  /** Real tokens, without padding. */
  get tokens(): number {
    return this.#tokens;
  }

  /** Adds a row that arrived after all others. */
  append(entry: Entry): void {
    this.#insert(entry, this.#newest, null);
  }

  /**
   * Gives a row the place back that it had. The walk is short: a row is packed out of the oldest
   * few, and what arrives meanwhile is newer.
   */
  putBack(entry: Entry): void {
    let newer = this.#oldest;
    while (newer !== null && newer.arrival < entry.arrival) newer = newer.newer;
    this.#insert(entry, newer === null ? this.#newest : newer.older, newer);
  }

  remove(entry: Entry): void {
    assert(entry.waiting, 'only a waiting row can be removed');
    if (entry.older === null) this.#oldest = entry.newer;
    else entry.older.newer = entry.newer;
    if (entry.newer === null) this.#newest = entry.older;
    else entry.newer.older = entry.older;
    entry.older = null;
    entry.newer = null;
    entry.waiting = false;
    this.#rows -= 1;
    this.#tokens -= entry.row.tokens.length;
  }

  /** The oldest rows, `count` at most, in order of arrival. */
  oldest(count: number): Entry[] {
    const entries: Entry[] = [];
    for (let entry = this.#oldest; entry !== null && entries.length < count; entry = entry.newer) {
      entries.push(entry);
    }
    return entries;
  }

  #insert(entry: Entry, older: Entry | null, newer: Entry | null): void {
    assert(!entry.waiting, 'a row waits once');
    assert(older === null || older.arrival < entry.arrival, 'rows wait in order of arrival');
    assert(newer === null || entry.arrival < newer.arrival, 'rows wait in order of arrival');
    entry.older = older;
    entry.newer = newer;
    if (older === null) this.#oldest = entry;
    else older.newer = entry;
    if (newer === null) this.#newest = entry;
    else newer.older = entry;
    entry.waiting = true;
    this.#rows += 1;
    this.#tokens += entry.row.tokens.length;
  }

  /** Walks the whole list; for tests. Throws AssertionError. */
  assertConsistent(): void {
    let rows = 0;
    let tokens = 0;
    let older: Entry | null = null;
    for (let entry = this.#oldest; entry !== null; entry = entry.newer) {
      assert(entry.waiting && entry.older === older, 'the links agree');
      assert(older === null || older.arrival < entry.arrival, 'rows wait in order of arrival');
      assert(!entry.submission.settled, 'no row waits for a settled submission');
      rows += 1;
      tokens += entry.row.tokens.length;
      older = entry;
    }
    assert.equal(this.#newest, older);
    assert.equal(this.#rows, rows);
    assert.equal(this.#tokens, tokens);
  }
}
