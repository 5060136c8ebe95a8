import type { Entry } from './inventory.js';

/** What to remove from the cache. */
export type CleanRequest =
  /**
   * What no start can use: parts of what was killed, packages of other versions, damaged ones. With
   * an age also those that were not used for so long.
   */
  | { readonly kind: 'unneeded'; readonly olderThanMs: number | null }
  | { readonly kind: 'named'; readonly names: readonly string[] }
  | { readonly kind: 'all' };

/** Why an entry is to be removed, for people; null where it is to stay. */
export function whyRemove(entry: Entry, request: CleanRequest, nowMs: number): string | null {
  switch (request.kind) {
    case 'all':
      return entry.state.kind;
    case 'named':
      return request.names.some((name) => isCalled(entry, name)) ? entry.state.kind : null;
    case 'unneeded':
      return whyUnneeded(entry, request.olderThanMs, nowMs);
  }
}

/** Whether a name is that of an entry's folder or of its model. */
export const isCalled = ({ folder, model }: Entry, name: string): boolean =>
  name === folder || name === model;

function whyUnneeded(
  { state, convertedMs, lastUsedMs }: Entry,
  olderThanMs: number | null,
  nowMs: number,
): string | null {
  switch (state.kind) {
    case 'converting':
    case 'unreadable':
      return null;
    case 'partial':
    case 'other version':
    case 'damaged':
      return state.kind;
    case 'ok': {
      const usedMs = lastUsedMs ?? convertedMs;
      const isOld = olderThanMs !== null && usedMs !== null && nowMs - usedMs > olderThanMs;
      if (!isOld) return null;
      const day = new Date(usedMs).toISOString().slice(0, 10);
      return lastUsedMs === null
        ? `not used since it was converted on ${day}`
        : `not used since ${day}`;
    }
  }
}
