import type { ServiceError } from '../errors.js';

/** Makes the error that a tokenizer is refused with: TOKENIZER_UNSUPPORTED and the file's name. */
export type Refuse = (detail: string) => ServiceError;

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The options of one part of a tokenizer, such as its normalizer. Each is taken once and checked;
 * one that nobody took is refused by `end`, because to ignore it would give wrong tokens.
 */
export class Options {
  readonly #left: Map<string, unknown>;
  /** What messages call the part: `normalizer BertNormalizer`. */
  readonly where: string;
  readonly #refuse: Refuse;

  constructor(value: unknown, where: string, refuse: Refuse) {
    if (!isObject(value)) throw refuse(`its ${where} is not an object`);
    this.#left = new Map(Object.entries(value));
    const type = value['type'];
    this.where = typeof type === 'string' ? `${where} ${type}` : where;
    this.#refuse = refuse;
  }

  /** The error for an option whose value is not one of those that can be represented. */
  refuse(name: string, value: unknown): ServiceError {
    return this.#refuse(
      `its ${this.where} has ${name} ${value === undefined ? 'missing' : JSON.stringify(value)}`,
    );
  }

  take(name: string): unknown {
    const value = this.#left.get(name);
    this.#left.delete(name);
    return value;
  }

  string(name: string, otherwise?: string): string {
    const value = this.take(name) ?? otherwise;
    if (typeof value !== 'string') throw this.refuse(name, value);
    return value;
  }

  boolean(name: string, otherwise?: boolean): boolean {
    const value = this.take(name) ?? otherwise;
    if (typeof value !== 'boolean') throw this.refuse(name, value);
    return value;
  }

  /** A whole number from 0. */
  count(name: string, otherwise?: number): number {
    const value = this.take(name) ?? otherwise;
    if (!isCount(value)) throw this.refuse(name, value);
    return value;
  }

  list(name: string): readonly unknown[] {
    const value = this.take(name);
    if (!Array.isArray(value)) throw this.refuse(name, typeof value);
    return value;
  }

  /** Takes an option that has no meaning here unless it is one of `without`. */
  only(name: string, ...without: readonly unknown[]): void {
    const value = this.take(name);
    if (value !== undefined && !without.includes(value)) throw this.refuse(name, value);
  }

  /** After the last option. */
  end(): void {
    const [name] = this.#left.keys();
    if (name !== undefined) throw this.refuse(`the unknown option ${name},`, this.#left.get(name));
  }
}

export const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** The items of a list; none of anything else. */
export const listOf = (value: unknown): readonly unknown[] =>
  // `Array.isArray` makes it a list of `any`.
  Array.isArray(value) ? (value as readonly unknown[]) : [];
