const LINE_BREAK = 0x0a;

/** A line without its line break; null for one that is too long. */
export type Line = Buffer | null;

/** Cuts bytes that come in pieces into lines, and keeps no more of them than one line may have. */
export class LineSplitter {
  readonly #maxBytes: number;
  /** Of the line that has not ended yet; empty where it is too long. */
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that end in these bytes, cut one by one: take all of them before the next bytes. */
  *split(bytes: Buffer): Generator<Line, void> {
    let from = 0;
    for (;;) {
      const to = bytes.indexOf(LINE_BREAK, from);
      if (to < 0) break;
      this.#keep(bytes.subarray(from, to));
      yield this.#take();
      from = to + 1;
    }
    this.#keep(bytes.subarray(from));
  }

  /** The last line, where no line break ends it. */
  *end(): Generator<Line, void> {
    if (this.#bytes > 0) yield this.#take();
  }

  #keep(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#maxBytes) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }

  #take(): Line {
    const [only] = this.#parts;
    const whole =
      only !== undefined && this.#parts.length === 1 ? only : Buffer.concat(this.#parts);
    const line = this.#bytes > this.#maxBytes ? null : whole;
    this.#parts = [];
    this.#bytes = 0;
    return line;
  }
}
