/** Which rows of a batch come in time. Policy only, as packing is. */
import type { Row } from '../engine/protocol.js';
import { batchTokens } from './packing.js';

export interface Punctual {
  readonly row: Row;
  /** Milliseconds of the clock; Infinity where a row may take as long as it takes. */
  readonly deadline: number;
}

/** What a lane expects of its next batch, and of one after it. */
export interface Expectation {
  /** Milliseconds of the clock when a batch of so many tokens ends. */
  readonly endsAt: (tokens: number) => number;
  /** Milliseconds that another one adds. */
  readonly costOf: (tokens: number) => number;
  /** Whether rows are padded to the longest of a batch. */
  readonly padded: boolean;
}

/** Rows to send, or one that nothing brings in time, and when it would come. */
export type Timely<Entry> =
  | { readonly kind: 'send'; readonly batch: readonly Entry[] }
  | { readonly kind: 'late'; readonly entry: Entry; readonly endsAt: number };

/**
 * Rows that would come too late with all the others go ahead of them where the others still come in
 * time. Where that does not help, the last of them is given up, so that no time of the engine is
 * spent on an answer that nobody waits for: to drop the hopeless keeps the most on time (Moore, An n
 * job, one machine sequencing algorithm for minimizing the number of late jobs, 1968).
 *
 * @param batch rows that make one batch, at least one, in the order in which they are due
 */
export function inTime<Entry extends Punctual>(
  batch: readonly Entry[],
  { endsAt, costOf, padded }: Expectation,
): Timely<Entry> {
  const tokensOf = (entries: readonly Entry[]) => {
    const rows = entries.map(({ row }) => row);
    return batchTokens(rows, padded);
  };
  const together = endsAt(tokensOf(batch));
  const hasty = batch.filter(({ deadline }) => deadline < together);
  const last = hasty.at(-1);
  if (last === undefined) return { kind: 'send', batch };
  const others = batch.filter(({ deadline }) => deadline >= together);
  const ahead = endsAt(tokensOf(hasty));
  const after = others.length === 0 ? ahead : ahead + costOf(tokensOf(others));
  const allInTime =
    hasty.every(({ deadline }) => deadline >= ahead) &&
    others.every(({ deadline }) => deadline >= after);
  if (allInTime) return { kind: 'send', batch: hasty };
  return { kind: 'late', entry: last, endsAt: together };
}
