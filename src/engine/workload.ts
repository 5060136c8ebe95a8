import type { Row } from './protocol.js';

/** What a choice between engines looks at. */
export interface Load {
  /** Batches that were sent and not answered yet. */
  readonly open: number;
  /** Milliseconds until all of them will be answered, as it seems now; 0 where nothing is known. */
  readonly freeInMs: number;
  /** Null before the first answer. */
  readonly msPerToken: number | null;
}

/** A batch at an engine. */
interface Open {
  readonly paddedTokens: number;
}

/** Weight of the latest batch: a change of speed shows within some ten batches. */
const LATEST = 0.2;

/** The batches of one engine, in the order in which it computes them, and its learned speed. */
export class Workload {
  readonly #open: Open[] = [];
  #computingSince = 0;
  #msPerToken: number | null = null;

  /** @param now milliseconds of a clock, here and below */
  begin(paddedTokens: number, now: number): Open {
    const batch = { paddedTokens };
    if (this.#open.push(batch) === 1) this.#computingSince = now;
    return batch;
  }

  /** @param inferenceMs null where the batch was not answered */
  end(batch: Open, inferenceMs: number | null, now: number): void {
    this.#open.splice(this.#open.indexOf(batch), 1);
    this.#computingSince = now;
    if (inferenceMs === null) return;
    const latest = inferenceMs / batch.paddedTokens;
    const before = this.#msPerToken ?? latest;
    this.#msPerToken = before + LATEST * (latest - before);
  }

  loadAt(now: number): Load {
    const msPerToken = this.#msPerToken;
    const [computed, ...others] = this.#open.map(
      ({ paddedTokens }) => paddedTokens * (msPerToken ?? 0),
    );
    const begun = Math.max(0, (computed ?? 0) - (now - this.#computingSince));
    const freeInMs = others.reduce((sum, ms) => sum + ms, begun);
    return { open: this.#open.length, freeInMs, msPerToken };
  }
}

/**
 * Index of the engine that will be free first, or null where all have `mostOpen` batches. Among
 * equals the one with fewer batches, then the faster one (one of unknown speed is tried), then the
 * first.
 */
export function freeFirst(loads: readonly Load[], mostOpen: number): number | null {
  let best: number | null = null;
  for (const [index, load] of loads.entries()) {
    if (load.open >= mostOpen) continue;
    const other = best === null ? undefined : loads[best];
    if (other === undefined || compare(load, other) < 0) best = index;
  }
  return best;
}

const compare = (a: Load, b: Load): number =>
  a.freeInMs - b.freeInMs || a.open - b.open || (a.msPerToken ?? 0) - (b.msPerToken ?? 0);

/** Rows × the longest of them: what a batch costs, as nearly as its sizes tell. */
export const paddedTokensOf = (rows: readonly Row[]): number =>
  rows.length * rows.reduce((longest, { tokens }) => Math.max(longest, tokens.length), 0);
