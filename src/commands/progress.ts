import type { Progress } from '../package/convert.js';

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

/**
 * Tells how far long work has come, in bytes: on a terminal as a bar, elsewhere as a line a second,
 * such as `converting the model: 40 % of 502.3 MB`.
 */
export function showProgress(what: string, { stream, now }: Display = display): Progress {
  const bar = stream.isTTY === true;
  const every = bar ? BAR_EVERY_MS : LINE_EVERY_MS;
  let due = now() + FIRST_MS;
  let shown = false;
  return (done, total) => {
    if (shown && bar && done >= total) stream.write(CLEAR);
    if (now() < due || done >= total) return;
    due = now() + every;
    shown = true;
    const part = total > 0 ? Math.min(done / total, 1) : 0;
    const told = `${Math.floor(100 * part)} % of ${(total / 1e6).toFixed(1)} MB`;
    // The cursor goes back to the start: whatever is written next takes the bar's place.
    stream.write(bar ? `${CLEAR}${what} ${draw(part)} ${told}\r` : `${what}: ${told}\n`);
  };
}

function draw(part: number): string {
  const full = Math.floor(part * BAR_LENGTH);
  return `[${'#'.repeat(full)}${'-'.repeat(BAR_LENGTH - full)}]`;
}
