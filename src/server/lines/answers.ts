import { Transform, type TransformCallback } from 'node:stream';
import { fail, messageOf, type ServiceError } from '../../errors.js';
import { Breath } from '../../tasks/breath.js';
import { LineSplitter, type Line } from './splitter.js';

/** Bytes of answers that wait for the client before no more lines are begun. */
const MOST_UNREAD_BYTES = 65_536;

/** A line that is being answered. */
export interface BegunLine {
  /** Its part of what one stream may have in hand: 1 for all of it. Never 0. */
  readonly share: number;
  /** The answer with its line break. Never rejects. */
  readonly answer: Promise<string>;
}

export interface LineAnswersOptions {
  readonly begin: (line: Line) => BegunLine;
  readonly maxLineBytes: number;
  /** Milliseconds in which a client that has all its answers has to send the next line. */
  readonly timeoutMs: number;
  /** Whether the client has not got all yet that was written. */
  readonly isUnsent: () => boolean;
  /** The line after which nothing comes, although there are more to answer. */
  readonly lastLine: (reason: ServiceError) => string;
  /** Aborts when the service closes. */
  readonly closing: AbortSignal;
}

interface OpenLine {
  readonly share: number;
  text: string | null;
}

/**
 * Lines go in, their answers come out in the same order. It takes no more bytes while it has as many
 * lines in hand as one stream may have, or while its client does not read: TCP then holds the client
 * up, and memory stays as it is however long the stream.
 *
 * Invariant: `#share` is the sum over `#open`, which are the lines that were begun and not written.
 */
export class LineAnswers extends Transform {
  readonly #options: LineAnswersOptions;
  readonly #splitter: LineSplitter;
  readonly #breath = new Breath();
  readonly #open: OpenLine[] = [];
  #share = 0;
  /** What is left of the bytes in hand, and who waits for them to be used up. */
  #lines: Iterator<Line, void> | null = null;
  #usedUp: () => void = () => undefined;
  #beginning = false;
  #timer: NodeJS.Timeout | undefined;
  /** Set once no more lines are to be begun. */
  #reason: ServiceError | null = null;
  /** Set once all lines have come: to be called when they are written. */
  #onWritten: (() => void) | null = null;
  #isOver = false;

  constructor(options: LineAnswersOptions) {
    super({ readableHighWaterMark: MOST_UNREAD_BYTES });
    this.#options = options;
    this.#splitter = new LineSplitter(options.maxLineBytes);
    options.closing.addEventListener('abort', this.#close);
    if (options.closing.aborted) this.#close();
    this.#expectLine();
  }

  readonly #close = () => this.#stop(fail('SHUTTING_DOWN'));

  override _transform(bytes: Buffer, _encoding: string, done: TransformCallback): void {
    this.#use(this.#splitter.split(bytes), () => {
      this.#expectLine();
      done();
    });
  }

  override _flush(done: TransformCallback): void {
    this.#use(this.#splitter.end(), () => {
      this.#onWritten = done;
      if (this.#isOver) done();
      else this.#write();
    });
  }

  /** The client reads; what it gets for that is still counted as unread until then. */
  override _read(size: number): void {
    super._read(size);
    process.nextTick(() => this.#write());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#letGo();
    done(error);
  }

  #letGo(): void {
    clearTimeout(this.#timer);
    this.#options.closing.removeEventListener('abort', this.#close);
  }

  #use(lines: Iterator<Line, void>, usedUp: () => void): void {
    this.#lines = lines;
    this.#usedUp = usedUp;
    this.#begin();
  }

  get #hasRoom(): boolean {
    return this.#share < 1 && this.readableLength < this.readableHighWaterMark;
  }

  #begin(): void {
    if (this.#beginning || this.#lines === null) return;
    this.#beginLines().catch((bug: unknown) =>
      this.destroy(bug instanceof Error ? bug : new Error(messageOf(bug))),
    );
  }

  async #beginLines(): Promise<void> {
    this.#beginning = true;
    while (this.#lines !== null && !this.destroyed && (this.#hasRoom || this.#reason !== null)) {
      // What comes after the end of the answers is read, and dropped.
      const next = this.#reason === null ? this.#lines.next() : { done: true as const };
      if (next.done === true) {
        this.#lines = null;
        this.#usedUp();
      } else {
        this.#beginLine(next.value);
        await this.#breath.take();
      }
    }
    // At once: who makes room in the next moment has to find it so.
    this.#beginning = false;
  }

  #beginLine(line: Line): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { share, answer } = this.#options.begin(line);
    const open: OpenLine = { share, text: null };
    this.#open.push(open);
    this.#share += share;
    void answer.then((text) => {
      open.text = text;
      this.#write();
    });
  }

  /** Writes what is answered, in order, as far as the client reads. */
  #write(): void {
    if (this.destroyed || this.#isOver) return;
    let text = '';
    for (;;) {
      const [first] = this.#open;
      const unread = this.readableLength + text.length;
      if (first === undefined || first.text === null || unread >= MOST_UNREAD_BYTES) break;
      this.#open.shift();
      this.#share = this.#open.length === 0 ? 0 : this.#share - first.share;
      text += first.text;
    }
    if (text !== '') this.push(text);
    if (this.#open.length === 0) this.#end();
    this.#begin();
  }

  #end(): void {
    if (this.#isOver || (this.#reason === null && this.#onWritten === null)) return;
    this.#isOver = true;
    this.#letGo();
    if (this.#reason !== null) this.push(this.#options.lastLine(this.#reason));
    this.push(null);
    this.#onWritten?.();
  }

  /** Begins nothing more; what was begun is answered, and then the reason is told. */
  #stop(reason: ServiceError): void {
    // All lines have come: the answers are whole anyway.
    if (this.#onWritten !== null) return;
    this.#reason ??= reason;
    this.#write();
  }

  #expectLine(): void {
    if (this.#isOver) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const isOurs = this.#open.length > 0 || this.readableLength > 0;
      if (isOurs || this.#options.isUnsent()) this.#expectLine();
      else this.#stop(fail('REQUEST_MALFORMED', { detail: 'it did not arrive in time' }));
    }, this.#options.timeoutMs);
  }
}
