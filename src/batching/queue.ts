import assert from 'node:assert/strict';
import type { Entry } from './submission.js';

/**
 * The waiting rows in the order in which they are due; among equals, in order of arrival. A linked
 * list, because rows leave from the middle (packed, or their client gone) and come in anywhere.
 *
 * Invariant: the order is kept from the first to the last; `rows` and `tokens` are the sums over
 * the list.
 */
export class Queue {
  #first: Entry | null = null;
  #last: Entry | null = null;
  #rows = 0;
  #tokens = 0;

  get rows(): number {
    return this.#rows;
  }

  /** Real tokens, without padding. */
  get tokens(): number {
    return this.#tokens;
  }

  /** Gives a row its place. The walk begins at the end: what arrives is mostly due last. */
  insert(entry: Entry): void {
    assert(!entry.waiting, 'a row waits once');
    let before = this.#last;
    while (before !== null && isBefore(entry, before)) before = before.before;
    const after = before === null ? this.#first : before.after;
    entry.before = before;
    entry.after = after;
    if (before === null) this.#first = entry;
    else before.after = entry;
    if (after === null) this.#last = entry;
    else after.before = entry;
    entry.waiting = true;
    this.#rows += 1;
    this.#tokens += entry.row.tokens.length;
  }

  remove(entry: Entry): void {
    assert(entry.waiting, 'only a waiting row can be removed');
    if (entry.before === null) this.#first = entry.after;
    else entry.before.after = entry.after;
    if (entry.after === null) this.#last = entry.before;
    else entry.after.before = entry.before;
    entry.before = null;
    entry.after = null;
    entry.waiting = false;
    this.#rows -= 1;
    this.#tokens -= entry.row.tokens.length;
  }

  /** The rows that are due first, `count` at most, in their order. */
  first(count: number): Entry[] {
    const entries: Entry[] = [];
    for (let entry = this.#first; entry !== null && entries.length < count; entry = entry.after) {
      entries.push(entry);
    }
    return entries;
  }

  /** Tokens of the rows that are due before this moment. */
  tokensBefore(due: number): number {
    let tokens = 0;
    for (let entry = this.#first; entry !== null && entry.due <= due; entry = entry.after) {
      tokens += entry.row.tokens.length;
    }
    return tokens;
  }

  /** Walks the whole list; for tests. Throws AssertionError. */
  assertConsistent(): void {
    let rows = 0;
    let tokens = 0;
    let before: Entry | null = null;
    for (let entry = this.#first; entry !== null; entry = entry.after) {
      assert(entry.waiting && entry.before === before, 'the links agree');
      assert(
        before === null || isBefore(before, entry),
        'rows wait in the order of their due times',
      );
      assert(!entry.submission.settled, 'no row waits for a settled submission');
      rows += 1;
      tokens += entry.row.tokens.length;
      before = entry;
    }
    assert.equal(this.#last, before);
    assert.equal(this.#rows, rows);
    assert.equal(this.#tokens, tokens);
  }
}

const isBefore = (one: Entry, other: Entry): boolean =>
  one.due < other.due || (one.due === other.due && one.arrival < other.arrival);
