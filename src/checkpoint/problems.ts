import { ServiceError } from '../errors.js';

/** Errors of the table, in the order in which they came. */
export class Problems {
  readonly #list: ServiceError[];

  constructor(before: readonly ServiceError[] = []) {
    this.#list = [...before];
  }

  get list(): readonly ServiceError[] {
    return this.#list;
  }

  /** What `read` gives; null where it fails with an error of the table, which is kept. */
  async collect<Value>(read: () => Value | Promise<Value>): Promise<Value | null> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      this.#list.push(error);
      return null;
    }
  }
}
