/** What a file is found to hold, before anything is filtered. */

/** A text with its boundaries. */
export interface FoundDocument {
  readonly kind: 'document';
  /** The name that the file gives it; null where it gives none. */
  readonly id: string | null;
  /** Which one of its file it is, from 1: a line of JSONL, a record of CSV; null for the only one. */
  readonly number: number | null;
  /** As they stand in the file. */
  readonly paragraphs: readonly string[];
}

/** A record that cannot be read, in a file that can. */
export interface UnreadableRecord {
  readonly kind: 'unreadable';
  readonly number: number;
  readonly detail: string;
}

export type Found = FoundDocument | UnreadableRecord;

/** How files are read. */
export interface ReadingOptions {
  /** The field of JSON objects, and the column of tables, that holds the text. */
  readonly textField: string;
  readonly idField: string;
  /** Whether a text that is not UTF-8 is refused, rather than read as windows-1252. */
  readonly strictUtf8: boolean;
  /** Bytes of a file that is read as a whole. */
  readonly maxFileBytes: number;
}

/** What a reader has to know of a file, and what it tells of it beside its documents. */
export interface Reading {
  readonly path: string;
  readonly options: ReadingOptions;
  /** Called once, where the format has one to be found out. */
  readonly onEncoding: (encoding: string) => void;
}

/** Reads the documents of a file, in their order. A Refusal tells why it cannot. */
export type ReadFormat = (reading: Reading) => AsyncIterable<Found>;

/**
 * Why a file is refused, as a sentence about "it" without its full stop. Messages of parsers are
 * not told: they quote what they were given.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
