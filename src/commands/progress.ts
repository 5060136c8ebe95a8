import { count, fileSize } from './numbers.js';

/** Where progress is shown, and when; standard error and the real clock unless a test says else. */
export interface Display {
  readonly stream: { readonly isTTY?: boolean; write(text: string): unknown };
  /** Milliseconds. */
  readonly now: () => number;
}

/** Quick work shows nothing. */
const FIRST_MS = 1000;
const LINE_EVERY_MS = 1000;
const BAR_EVERY_MS = 100;
const BAR_LENGTH = 20;

/** Work of hours, whose lines stay in a log. */
const WORK_LINE_EVERY_MS = 10_000;

/** Clears the line that the cursor is in. */
const CLEAR = '\u001b[2K';

const display: Display = { stream: process.stderr, now: () => performance.now() };

/** Called with bytes as they are done; a total of null is not known. At the end, both are the same. */
export type ShownProgress = (done: number, total: number | null) => void;

/**
 * Tells how far long work has come, in bytes: on a terminal as a bar, elsewhere as a line a second,
 * such as `converting the model: 40 % of 502.3 MB`, or `40.1 MB` where the total is not known.
 */
export function showProgress(what: string, shown: Display = display): ShownProgress {
  const line = new ProgressLine(what, shown, LINE_EVERY_MS);
  return (done, total) => {
    if (total !== null && done >= total) line.clear();
    else
      line.show(
        partOf(done, total),
        () => `${total === null ? '' : ' of'} ${fileSize(total ?? done)}`,
      );
  };
}

/** Work on many records, as it is shown. */
export interface ShownWork {
  /**
   * @param done of the total, in any measure; a total of null is not known
   * @param records that were done since the work began
   */
  readonly show: (done: number, total: number | null, records: number) => void;
  /** Leaves nothing on a terminal. */
  readonly end: () => void;
}

/**
 * Tells how far work on records has come: `embed: 40 %, 12,345 records, 310/s, 2 min left`, on a
 * terminal with a bar, elsewhere as a line every ten seconds.
 */
export function showWork(what: string, unit: string, shown: Display = display): ShownWork {
  const line = new ProgressLine(what, shown, WORK_LINE_EVERY_MS);
  let first: { readonly at: number; readonly done: number; readonly records: number } | null = null;
  return {
    show: (done, total, records) => {
      const at = shown.now();
      // What an earlier run had done would make the rate of this one look better.
      first ??= { at, done, records };
      const { at: since, done: from, records: before } = first;
      const part = partOf(done, total);
      line.show(part, () => {
        const seconds = (at - since) / 1000;
        const rate = (records - before) / seconds;
        const told = `${part === null ? '' : ','} ${count(records)} ${unit}`;
        if (!(rate > 0)) return told;
        const left = total === null ? null : ((total - done) * seconds) / (done - from);
        const shownRate = rate < 10 ? rate.toFixed(1) : count(Math.round(rate));
        return `${told}, ${shownRate}/s${left === null ? '' : `, ${duration(left)} left`}`;
      });
    },
    end: () => line.clear(),
  };
}

/** What is left of work, roughly: `40 s`, `12 min`, `3.5 h`. */
function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

const partOf = (done: number, total: number | null): number | null =>
  total === null ? null : Math.min(1, done / total);

/** One line that tells of work, again and again. */
class ProgressLine {
  readonly #what: string;
  readonly #shown: Display;
  readonly #everyMs: number;
  #due: number;
  #drawn = false;

  /** @param everyMs between two lines outside of a terminal */
  constructor(what: string, shown: Display, everyMs: number) {
    this.#what = what;
    this.#shown = shown;
    this.#everyMs = shown.stream.isTTY === true ? BAR_EVERY_MS : everyMs;
    this.#due = shown.now() + FIRST_MS;
  }

  /** @param part of the work that is done; null where it is not known */
  show(part: number | null, tail: () => string): void {
    const { stream, now } = this.#shown;
    if (now() < this.#due) return;
    this.#due = now() + this.#everyMs;
    this.#drawn = true;
    const bar = part === null ? '' : ` ${draw(part)}`;
    const told = `${part === null ? '' : ` ${Math.floor(100 * part)} %`}${tail()}`;
    // The cursor goes back to the start: whatever is written next takes the bar's place.
    if (stream.isTTY === true) stream.write(`${CLEAR}${this.#what}${bar}${told}\r`);
    else stream.write(`${this.#what}:${told}\n`);
  }

  clear(): void {
    if (this.#drawn && this.#shown.stream.isTTY === true) this.#shown.stream.write(CLEAR);
    this.#drawn = false;
  }
}

function draw(part: number): string {
  const full = Math.floor(part * BAR_LENGTH);
  return `[${'#'.repeat(full)}${'-'.repeat(BAR_LENGTH - full)}]`;
}
