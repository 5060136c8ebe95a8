import { fileSize } from './numbers.js';

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

/** Clears the line that the cursor is in. */
const CLEAR = '\u001b[2K';

const display: Display = { stream: process.stderr, now: () => performance.now() };

/** Called with bytes as they are done; a total of null is not known. At the end, both are the same. */
export type ShownProgress = (done: number, total: number | null) => void;

/**
 * Tells how far long work has come, in bytes: on a terminal as a bar, elsewhere as a line a second,
 * such as `converting the model: 40 % of 502.3 MB`, or `40.1 MB` where the total is not known.
 */
export function showProgress(what: string, { stream, now }: Display = display): ShownProgress {
  const bar = stream.isTTY === true;
  const every = bar ? BAR_EVERY_MS : LINE_EVERY_MS;
  let due = now() + FIRST_MS;
  let shown = false;
  return (done, total) => {
    const ended = total !== null && done >= total;
    if (shown && bar && ended) stream.write(CLEAR);
    if (now() < due || ended) return;
    due = now() + every;
    shown = true;
    const told = total === null ? '' : ` ${Math.floor((100 * done) / total)} % of`;
    const size = fileSize(total ?? done);
    const drawn = total === null ? '' : ` ${draw(done / total)}`;
    // The cursor goes back to the start: whatever is written next takes the bar's place.
    stream.write(bar ? `${CLEAR}${what}${drawn}${told} ${size}\r` : `${what}:${told} ${size}\n`);
  };
}

function draw(part: number): string {
  const full = Math.floor(part * BAR_LENGTH);
  return `[${'#'.repeat(full)}${'-'.repeat(BAR_LENGTH - full)}]`;
}
