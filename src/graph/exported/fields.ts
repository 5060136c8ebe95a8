/**
 * Fields of a protobuf message in a file, without reading what they hold: an export's weights lie
 * in the middle of its message, and may have gigabytes.
 *
 * Format: protobuf.dev, "Encoding" (tag = field number << 3 | wire type).
 */
import { readAt, type OpenFile } from '../../checkpoint/files.js';
import { fail } from '../../errors.js';

/** Bytes of a file, from the first to before the last. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Field {
  readonly number: number;
  /** Tag and content. */
  readonly whole: Range;
  /** What a field of length-delimited type holds; null for a number. */
  readonly content: Range | null;
}

/** Ten bytes hold the 64 bits of the longest number. */
const LONGEST_VARINT = 10;

/** Enough that reading a graph of a megabyte takes some ten calls. */
const WINDOW_BYTES = 2 ** 16;

/** An export of 24 layers has some thirty thousand; each costs a turn of the loop. */
const MOST_FIELDS = 200_000;

/** Walks the fields of messages in one file. */
export class FieldReader {
  readonly #file: OpenFile;
  readonly #window: Uint8Array;
  #windowFrom = 0;
  #windowTo = 0;
  #fields = 0;

  constructor(file: OpenFile) {
    this.#file = file;
    this.#window = new Uint8Array(Math.min(WINDOW_BYTES, file.size));
  }

  /**
   * The fields of the message that lies in `range`, in order.
   *
   * Errors: EXPORT_INVALID, EXPORT_TOO_LARGE.
   */
  async *fields({ from, to }: Range): AsyncGenerator<Field> {
    for (let at = from; at < to;) {
      this.#fields += 1;
      if (this.#fields > MOST_FIELDS) {
        const detail = `it has more than ${MOST_FIELDS} fields`;
        throw fail('EXPORT_TOO_LARGE', { file: this.#file.path, detail });
      }
      // A tag and a length; awaited only where it has to be, since there are many fields.
      if (!this.#has(at, Math.min(at + 2 * LONGEST_VARINT, to))) await this.#load(at);
      const field = this.#field(at, to);
      yield field;
      at = field.whole.to;
    }
  }

  /** The bytes of a range. */
  async read({ from, to }: Range): Promise<Uint8Array> {
    if (this.#has(from, to)) {
      return this.#window.slice(from - this.#windowFrom, to - this.#windowFrom);
    }
    const bytes = new Uint8Array(to - from);
    await readAt(this.#file.handle, this.#file.path, from, bytes);
    return bytes;
  }

  #field(from: number, to: number): Field {
    const tag = this.#varint(from, to);
    const number = Math.floor(tag.value / 8);
    const lengths: Readonly<Record<number, number>> = { 1: 8, 5: 4 };
    const wireType = tag.value % 8;
    switch (wireType) {
      case 0: {
        const { end } = this.#varint(tag.end, to);
        return { number, whole: { from, to: end }, content: null };
      }
      case 1:
      case 5: {
        const end = this.#within(tag.end + (lengths[wireType] ?? 0), from, to);
        return { number, whole: { from, to: end }, content: null };
      }
      case 2: {
        const length = this.#varint(tag.end, to);
        const end = this.#within(length.end + length.value, from, to);
        return { number, whole: { from, to: end }, content: { from: length.end, to: end } };
      }
      default:
        throw this.#invalid(from, `a field has wire type ${wireType}`);
    }
  }

  #within(end: number, from: number, to: number): number {
    if (end <= to) return end;
    throw this.#invalid(from, `a field ends at byte ${end}, and what it is part of at ${to}`);
  }

  #varint(from: number, to: number): { readonly value: number; readonly end: number } {
    let value = 0;
    for (let index = 0; index < LONGEST_VARINT && from + index < to; index += 1) {
      const byte = this.#window[from + index - this.#windowFrom] ?? 0;
      // Negative numbers have ten bytes; only their length matters here.
      value += (byte % 128) * 2 ** (7 * index);
      if (byte < 128) return { value, end: from + index + 1 };
    }
    throw this.#invalid(from, 'a number does not end');
  }

  #has(from: number, to: number): boolean {
    return from >= this.#windowFrom && to <= this.#windowTo;
  }

  async #load(from: number): Promise<void> {
    const end = Math.min(from + this.#window.length, this.#file.size);
    const { handle, path } = this.#file;
    await readAt(handle, path, from, this.#window.subarray(0, end - from));
    this.#windowFrom = from;
    this.#windowTo = end;
  }

  #invalid(at: number, detail: string) {
    return fail('EXPORT_INVALID', {
      file: this.#file.path,
      detail: `it is cut off, damaged, or no ONNX file: at byte ${at}, ${detail}`,
    });
  }
}
