/** What the command and its reading processes tell each other. */
import type { CleanDocument } from './clean.js';
import type { SentenceLimits } from './filters/sentence.js';
import type { Format } from './formats.js';
import type { ReadingOptions, UnreadableRecord } from './found.js';

/** The same for all files of a run. */
export interface CleaningOptions extends SentenceLimits, ReadingOptions {
  /** Whether texts in other languages than Spanish are dropped. */
  readonly spanishOnly: boolean;
}

export type ToReader =
  | {
      readonly kind: 'read';
      readonly path: string;
      readonly format: Format;
      readonly options: CleaningOptions;
    }
  /** Asks for the next batch, once there is room for it. */
  | { readonly kind: 'next' };

/** Some documents of a file, and how the file went on. */
export interface Batch {
  readonly documents: readonly CleanDocument[];
  readonly unreadable: readonly UnreadableRecord[];
  /** Null where the format has none to be found out, or before it was. */
  readonly encoding: string | null;
  /** Null in the last batch of a file; `refused` where it ends early. */
  readonly next: 'more' | null | { readonly refused: string };
}
