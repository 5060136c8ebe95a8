/**
 * Which of the waiting rows make the next batch. Policy only: no promises, no clock, no metrics,
 * and no idea of what a row is asked for, so that all tasks share their batches.
 */
import type { BatchLimits, Row } from '../engine/protocol.js';

export interface Packable {
  readonly row: Row;
  /** The row may have killed the engine: it travels without company. */
  readonly alone: boolean;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal | undefined;
}

export interface Packing<Entry> {
  /** In arrival order, led by the oldest; empty only if nobody waits. */
  readonly batch: readonly Entry[];
  /** Their clients have gone. */
  readonly dropped: readonly Entry[];
  /** Stay in the queue, in arrival order. None of them would have fitted into the batch. */
  readonly rest: readonly Entry[];
  /** Waiting longer could not make the batch larger. */
  readonly full: boolean;
}

/**
 * How far packing looks ahead, in full batches. Measured on mixed sentences, rows picked by length
 * out of four batches' worth (32 rows for batches of 8) ran fastest. Without a bound, every batch
 * would sort the whole queue, and a queue of n rows would cost n² log n to empty.
 */
const LOOK_AHEAD_BATCHES = 4;

/** How many of the oldest waiting rows to hand to `pack`. */
export const lookAhead = (limits: BatchLimits): number => LOOK_AHEAD_BATCHES * limits.rows;

/**
 * Packs one batch out of entries in arrival order. The oldest live entry always leads, so nobody
 * starves; the rows nearest to it in length follow (the older first among equals) as long as they
 * fit. Costs one sort of `waiting`. Every row must fit the limits on its own.
 */
export function pack<Entry extends Packable>(
  waiting: readonly Entry[],
  limits: BatchLimits,
): Packing<Entry> {
  const dropped: Entry[] = [];
  const live: Entry[] = [];
  for (const entry of waiting) (entry.signal?.aborted ? dropped : live).push(entry);

  const [leader] = live;
  if (leader === undefined) return { batch: [], dropped, rest: [], full: false };

  const load = new Load(limits);
  const chosen = new Set<Entry>();
  for (const entry of leader.alone ? [leader] : nearestFirst(live, leader)) {
    if (load.add(entry.row)) chosen.add(entry);
  }
  const batch = live.filter((entry) => chosen.has(entry));
  const rest = live.filter((entry) => !chosen.has(entry));
  return { batch, dropped, rest, full: leader.alone || rest.length > 0 || load.full };
}

/** The sort is stable: the leader comes first, and among equally near rows the older. */
function nearestFirst<Entry extends Packable>(live: readonly Entry[], leader: Entry): Entry[] {
  const distance = (entry: Entry) => Math.abs(entry.row.tokens.length - leader.row.tokens.length);
  return live.filter((entry) => !entry.alone).sort((a, b) => distance(a) - distance(b));
}

/** What a batch under construction amounts to. It only grows: what does not fit never will. */
class Load {
  readonly #limits: BatchLimits;
  #rows = 0;
  #longest = 0;
  #masks = 0;

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  /** No row whatever could be added. A batch full of masks still takes a row without. */
  get full(): boolean {
    const rows = this.#rows + 1;
    return rows > this.#limits.rows || rows * this.#longest > this.#limits.paddedTokens;
  }

  /** False, and no change, where the row does not fit. */
  add(row: Row): boolean {
    const rows = this.#rows + 1;
    const longest = Math.max(this.#longest, row.tokens.length);
    const masks = this.#masks + row.masks.length;
    const { paddedTokens, rows: rowLimit, masks: maskLimit } = this.#limits;
    if (rows > rowLimit || rows * longest > paddedTokens || masks > maskLimit) return false;
    this.#rows = rows;
    this.#longest = longest;
    this.#masks = masks;
    return true;
  }
}
