import type { Outcome } from './outcome.js';

/** How outcomes are written. */
export interface Output {
  /** What people asked for: a file, or a folder. */
  readonly path: string;
  /** The file that grows with every record; what is made at the end, or beside it, is not. */
  readonly growing: string;
  /** What the growing file begins with. */
  readonly header: string;
  /** What is appended for one outcome; may be empty. */
  readonly encode: (outcome: Outcome) => string;
  /** Writes what does not go into the growing file, before that is appended to. */
  readonly place: (outcomes: readonly Outcome[]) => Promise<void>;
  /** Makes the whole of what was appended. Doing it again does no harm. */
  readonly finish: () => Promise<void>;
  /** Removes what is not needed any more once it is finished. */
  readonly clear: () => Promise<void>;
}

/** The parts of an output that most do not have. */
export const plain = {
  header: '',
  place: () => Promise.resolve(),
  finish: () => Promise.resolve(),
  clear: () => Promise.resolve(),
} as const;

/** Standard output, which cannot be gone on with. */
export const STANDARD_OUTPUT = '-';
