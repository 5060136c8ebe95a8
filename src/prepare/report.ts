import type { CleanDocument, SentenceReason } from './clean.js';
import type { UnreadableRecord } from './found.js';

export interface Refused {
  readonly source: string;
  readonly detail: string;
}

export interface RefusedRecord extends Refused {
  /** The line of JSONL, or the record of CSV. */
  readonly number: number;
}

/** Enough to find out what is wrong; all of them are counted. */
const MAX_LISTED = 1000;

/** A counter for each name. */
type Counts = Record<string, number>;

const bump = (counts: Counts, name: string, by = 1): void => {
  counts[name] = (counts[name] ?? 0) + by;
};

/**
 * What became of everything. Invariant, for documents and for sentences: those found are those
 * written and those dropped.
 */
export class Report {
  readonly files = { read: 0, unreadable: 0, skipped: {} as Counts, encodings: {} as Counts };
  readonly records = { unreadable: 0 };
  readonly documents = {
    found: 0,
    written: 0,
    dropped: { notSpanish: 0, empty: 0, duplicate: 0 },
  };
  readonly sentences = {
    found: 0,
    written: 0,
    dropped: { tooShort: 0, tooLong: 0, illFormed: 0, notSpanish: 0, duplicate: 0 },
  };
  /** The first of them. */
  readonly unreadableFiles: Refused[] = [];
  readonly unreadableRecords: RefusedRecord[] = [];

  fileSkipped(what: string): void {
    bump(this.files.skipped, what);
  }

  fileRead(encoding: string | null): void {
    this.files.read += 1;
    if (encoding !== null) bump(this.files.encodings, encoding);
  }

  fileRefused(source: string, detail: string): void {
    this.files.unreadable += 1;
    if (this.unreadableFiles.length < MAX_LISTED) this.unreadableFiles.push({ source, detail });
  }

  recordRefused(source: string, { number, detail }: UnreadableRecord): void {
    this.records.unreadable += 1;
    if (this.unreadableRecords.length >= MAX_LISTED) return;
    this.unreadableRecords.push({ source, number, detail });
  }

  /** A document as it was cleaned, before duplicates are looked for. */
  documentFound({ paragraphs, foreign, dropped }: CleanDocument): void {
    this.documents.found += 1;
    if (foreign) this.documents.dropped.notSpanish += 1;
    else if (paragraphs.length === 0) this.documents.dropped.empty += 1;
    this.sentences.found += countSentences(paragraphs);
    // The names are those of the type.
    for (const [reason, count] of Object.entries(dropped) as [SentenceReason, number][]) {
      this.sentences.found += count;
      this.sentences.dropped[reason] += count;
    }
  }

  /** @param before what was left of it until then */
  documentWritten(before: Paragraphs, written: Paragraphs): void {
    const kept = countSentences(written);
    this.sentences.dropped.duplicate += countSentences(before) - kept;
    this.sentences.written += kept;
    if (kept > 0) this.documents.written += 1;
    else this.documents.dropped.duplicate += 1;
  }
}

type Paragraphs = CleanDocument['paragraphs'];

const countSentences = (paragraphs: Paragraphs): number =>
  paragraphs.reduce((sum, sentences) => sum + sentences.length, 0);
