/** A stretch of a text, in code points from `start` up to `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Something that a text names, and where. */
export interface Mention {
  readonly label: string;
  /** Ascending; several where it is discontinuous. */
  readonly spans: readonly Span[];
}

/** A text with what is known of it. */
export interface AnnotatedText {
  readonly text: string;
  readonly mentions: readonly Mention[];
}

/** Makes the error of a line, counted from 1; `detail` never quotes it. */
export type InvalidLine = (line: number, detail: string) => Error;

/** The same for equal mentions only. */
export const keyOf = ({ label, spans }: Mention): string =>
  [label, ...spans.map(({ start, end }) => `${start}-${end}`)].join(' ');
