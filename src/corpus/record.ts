/** One text of a corpus: a line, a row of a table, or a file of a folder. */
export interface CorpusRecord {
  /** Its number in the corpus, from 1, whatever part of it is read. */
  readonly number: number;
  /** The one that it has itself, else the name of its file, else its line. */
  readonly id: string | number;
  /** Whether it is a file of a folder, named by its id and `.txt`. */
  readonly isFile: boolean;
  /** The text, or what is wrong with the record, without quoting it. */
  readonly content: Content;
  /** Bytes of the corpus up to its end. */
  readonly end: number;
}

export type Content =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'invalid'; readonly detail: string };

export const invalid = (detail: string): Content => ({ kind: 'invalid', detail });

/** Names of the columns of a table, or of the fields of JSON objects. */
export interface Columns {
  readonly text: string;
  readonly id: string;
}

/** What a file of a corpus is; a folder is none of them. */
export const corpusFormats = ['jsonl', 'csv', 'lines'] as const;
export type CorpusFormat = (typeof corpusFormats)[number];
