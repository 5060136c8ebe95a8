/**
 * Which of the waiting rows make the next batch. Policy only: no promises, no clock, no metrics,
 * and no idea of what a row is asked for, so that all tasks share their batches.
 */
import assert from 'node:assert/strict';
import type { BatchLimits, Row } from '../engine/protocol.js';

export interface Packable {
  readonly row: Row;
  /** The row may have killed the engine, or failed a batch: it travels without company. */
  readonly alone: boolean;
  /** The submission whose rows make a batch by themselves; null for a row of any company. */
  readonly sealed: object | null;
}

/**
 * How far packing looks ahead, in full batches. Measured on mixed sentences and a model that pads,
 * rows picked by length out of four batches' worth ran fastest. Without a bound, every batch would
 * sort the whole queue, and a queue of n rows would cost n² log n to empty.
 */
const LOOK_AHEAD_BATCHES = 4;

/** How many of the first waiting rows to hand to `pack`. */
export const lookAhead = (limits: BatchLimits): number => LOOK_AHEAD_BATCHES * limits.rows;

/**
 * Packs one batch. The first of the waiting always leads, so nobody starves, and others follow as
 * long as they fit: in their order, or, where the model pads, those nearest to it in length first.
 * Every row must fit the limits on its own, and sealed rows all together.
 *
 * @param waiting in the order in which they are due
 * @param enough tokens from which on a batch needs no more company
 * @returns in the order of `waiting`; empty only if nobody waits
 */
export function pack<Entry extends Packable>(
  waiting: readonly Entry[],
  limits: BatchLimits,
  enough: number,
): readonly Entry[] {
  const [leader, ...others] = waiting;
  if (leader === undefined) return [];
  if (leader.alone) return [leader];
  const { sealed } = leader;
  if (sealed !== null) return waiting.filter((entry) => entry.sealed === sealed && !entry.alone);
  const load = new Load(limits, leader.row, enough);
  const fitting = others.filter((entry) => !entry.alone && entry.sealed === null);
  const chosen = new Set([leader]);
  for (const entry of limits.padded ? nearestFirst(fitting, leader) : fitting) {
    if (load.add(entry.row)) chosen.add(entry);
  }
  return waiting.filter((entry) => chosen.has(entry));
}

/** The sort is stable: among equally near rows those that are due first. */
function nearestFirst<Entry extends Packable>(entries: Entry[], leader: Entry): Entry[] {
  const distance = (entry: Entry) => Math.abs(entry.row.tokens.length - leader.row.tokens.length);
  return entries.sort((a, b) => distance(a) - distance(b));
}

/** Tokens that a batch costs, with the padding of a model that pads. */
export function batchTokens(rows: readonly Row[], padded: boolean): number {
  const lengths = rows.map(({ tokens }) => tokens.length);
  if (padded) return rows.length * Math.max(...lengths);
  return lengths.reduce((sum, length) => sum + length, 0);
}

/** Throws AssertionError for rows that are too many for one batch. */
export function assertOneBatch(rows: readonly Row[], limits: BatchLimits): void {
  const masks = rows.reduce((sum, row) => sum + row.masks.length, 0);
  assert(rows.length <= limits.rows, `${rows.length} rows are sealed; limit ${limits.rows}`);
  assert(
    rows.length === 0 || batchTokens(rows, limits.padded) <= limits.tokens,
    'and their tokens',
  );
  assert(masks <= limits.masks, `${masks} masks are sealed; limit ${limits.masks}`);
}

/** What a batch under construction amounts to. It only grows: what does not fit never will. */
class Load {
  readonly #limits: BatchLimits;
  readonly #enough: number;
  #rows = 1;
  #tokens: number;
  #longest: number;
  #masks: number;

  constructor(limits: BatchLimits, leader: Row, enough: number) {
    this.#limits = limits;
    this.#enough = Math.min(limits.tokens, enough);
    this.#tokens = leader.tokens.length;
    this.#longest = leader.tokens.length;
    this.#masks = leader.masks.length;
  }

  /** False, and no change, where the row does not fit. */
  add(row: Row): boolean {
    const rows = this.#rows + 1;
    const tokens = this.#tokens + row.tokens.length;
    const longest = Math.max(this.#longest, row.tokens.length);
    const masks = this.#masks + row.masks.length;
    const cost = this.#limits.padded ? rows * longest : tokens;
    if (rows > this.#limits.rows || cost > this.#enough || masks > this.#limits.masks) return false;
    this.#rows = rows;
    this.#tokens = tokens;
    this.#longest = longest;
    this.#masks = masks;
    return true;
  }
}
