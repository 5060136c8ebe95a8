/** A value that outlives its view: when the language changes, views are made anew from cells. */
export class Cell<Value> {
  #value: Value;
  #changed: () => void = () => undefined;

  constructor(value: Value) {
    this.#value = value;
  }

  get value(): Value {
    return this.#value;
  }

  set value(value: Value) {
    this.#value = value;
    this.#changed();
  }

  /** Shows the value now and after each change, in the place of who showed it before. */
  show(view: () => void): void {
    this.#changed = view;
    view();
  }
}
