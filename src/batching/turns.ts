/** Nobody is told to wait for longer: the load will be another one by then. */
const LONGEST_MS = 60_000;

/**
 * When those who are refused may come again: one after the other, at the pace at which work gets
 * done, so that they neither come all at once nor leave an engine idle. Times are milliseconds of
 * one clock.
 */
export class Turns {
  /** When all who were told to come again will have been computed. */
  #taken = 0;
  /** Tokens that waited when the last of them was refused. */
  #waited = 0;

  /**
   * @param roomMs until there is room for one more, if nobody else comes
   * @param workMs how long the refused work keeps the engines
   * @param waiting tokens that wait
   * @returns milliseconds until the refused work may come again
   */
  take(now: number, roomMs: number, workMs: number, waiting: number): number {
    const at = Math.min(Math.max(now + roomMs, this.#taken), now + LONGEST_MS);
    this.#taken = at + workMs;
    this.#waited = waiting;
    return at - now;
  }

  /** Where the queue has emptied by half, those whose turn it was have not come. */
  see(waiting: number): void {
    if (waiting < this.#waited / 2) this.#taken = 0;
  }
}
