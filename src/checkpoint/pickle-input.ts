import { fail, type ServiceError } from '../errors.js';

const LINE_END = 0x0a;

/** The bytes of pickles, read from the front. Every method fails with PICKLE_INVALID at the end. */
export class PickleInput {
  /** Of the next byte. */
  position: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  /** @param file for messages */
  constructor(
    bytes: Uint8Array,
    start: number,
    readonly file: string,
  ) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = start;
  }

  /** The error for what was just read, or was about to be. */
  invalid(detail: string): ServiceError {
    return fail('PICKLE_INVALID', { file: this.file, index: this.position, detail });
  }

  uint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** The one number in pickles whose first byte is its most significant. */
  float64(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  /** A signed integer of this many bytes, none being 0. */
  integer(length: number): number | bigint {
    const bytes = this.bytes(length);
    if (length === 0) return 0;
    const hex = Buffer.from(bytes).reverse().toString('hex');
    const value = BigInt.asIntN(8 * length, BigInt(`0x${hex}`));
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }

  /** The bytes themselves, not a copy. */
  bytes(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** UTF-8 of this many bytes. */
  text(length: number): string {
    return this.#decode(this.bytes(length));
  }

  /** UTF-8 up to a line feed, which is read and left out. */
  line(): string {
    const end = this.#bytes.indexOf(LINE_END, this.position);
    if (end === -1) throw this.#ended();
    const line = this.bytes(end - this.position);
    this.position += 1;
    return this.#decode(line);
  }

  #decode(bytes: Uint8Array): string {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw this.invalid('a text is not UTF-8');
    }
  }

  #advance(length: number): number {
    const start = this.position;
    if (length > this.#bytes.byteLength - start) throw this.#ended();
    this.position = start + length;
    return start;
  }

  #ended(): ServiceError {
    return this.invalid(`it asks for more than the ${this.#bytes.byteLength} bytes that there are`);
  }
}
