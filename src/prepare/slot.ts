/** Hands values from one to another, one at a time. Invariant: at most one value lies here. */
export class Slot<Value> {
  #value: { readonly value: Value; readonly taken: () => void } | null = null;
  #wanted: (() => void) | null = null;

  /** Resolves when the value is taken. The one before must have been. */
  put(value: Value): Promise<void> {
    if (this.#value !== null) throw new TypeError('the last value was not taken yet');
    return new Promise((taken) => {
      this.#value = { value, taken };
      this.#wanted?.();
    });
  }

  /** Waits for a value. One at a time may wait. */
  async take(): Promise<Value> {
    if (this.#value === null) {
      await new Promise<void>((resolve) => (this.#wanted = resolve));
      this.#wanted = null;
    }
    const { value, taken } = this.#value ?? missing();
    this.#value = null;
    taken();
    return value;
  }
}

function missing(): never {
  throw new TypeError('woken without a value');
}
