import { fail, type ServiceError } from '../errors.js';
import type { PickleInput } from './pickle-input.js';
import { describePickled, isKind, type PickleValue, type Storage } from './pickle-values.js';

/**
 * A tensor takes some forty opcodes, so this is some 12,000 tensors; the largest encoders have a
 * thousand. Since a step makes one value at most, it bounds stack, memo, time and memory too: half
 * a million empty dicts take 250 MB for a moment.
 */
const MAX_STEPS = 500_000;

/**
 * What a pickle works on: a stack of values, marks on it, and a memo of values to be used again.
 * Values above the last mark are all that an opcode can take.
 */
export class PickleMachine {
  /** Every storage that the pickle names, by key. */
  readonly storages = new Map<string, Storage>();
  readonly #stack: PickleValue[] = [];
  /** Heights of the stack, ascending. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();
  #steps = 0;

  constructor(readonly input: PickleInput) {}

  invalid(detail: string): ServiceError {
    return this.input.invalid(detail);
  }

  /** Counts opcodes, and work that no opcode accounts for. Errors: PICKLE_TOO_LARGE. */
  spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps <= MAX_STEPS) return;
    const detail = `it takes more than ${MAX_STEPS} steps`;
    throw fail('PICKLE_TOO_LARGE', { file: this.input.file, detail });
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    const value = this.top();
    this.#stack.length -= 1;
    return value;
  }

  top(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined || this.#isAtMark())
      throw this.invalid('it takes a value from nowhere');
    return value;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** Takes the last mark and the values above it, the lowest first. */
  popMark(): PickleValue[] {
    const height = this.#marks.pop();
    if (height === undefined) throw this.invalid('it takes values up to a mark that is not there');
    return this.#stack.splice(height);
  }

  /** Takes a value, or the mark where there is none above it, as Python's POP does. */
  discard(): void {
    if (this.#isAtMark()) this.#marks.pop();
    else this.pop();
  }

  /** Takes this many values and puts one tuple in their place. */
  tuple(length: number): void {
    const items = Array.from({ length }, () => this.pop()).reverse();
    this.push({ kind: 'tuple', items });
  }

  remember(index: number = this.#memo.size): void {
    this.#memo.set(index, this.top());
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.invalid(`its memo has nothing at ${index}`);
    this.push(value);
  }

  /** Puts keys and values, one after the other, into the dict on top of the stack. */
  setItems(items: readonly PickleValue[]): void {
    const dict = this.top();
    if (!isKind(dict, 'dict')) throw this.invalid(`it sets a key of ${describePickled(dict)}`);
    for (let index = 0; index < items.length; index += 2) {
      const [key, value] = items.slice(index, index + 2);
      if (key === undefined || value === undefined) throw this.invalid('a key has no value');
      dict.entries.set(key, value);
    }
  }

  /** Adds to the list on top of the stack. */
  append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (!isKind(list, 'list')) throw this.invalid(`it appends to ${describePickled(list)}`);
    // One by one: spread into a call, a million arguments would overflow the stack.
    for (const item of items) list.items.push(item);
  }

  #isAtMark(): boolean {
    return this.#stack.length === this.#marks.at(-1);
  }
}
