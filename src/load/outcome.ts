/** What a server told of the cost of an answer, in its headers. */
export interface Told {
  readonly tokens: number;
  /** Milliseconds. */
  readonly queueMs: number;
  /** Milliseconds in the model, for the whole batch. */
  readonly inferenceMs: number;
}

/** What became of one request. */
export type Outcome =
  /** `told` is null where the server tells no cost. */
  | { readonly kind: 'answered'; readonly told: Told | null }
  /** An answer that is not 200. */
  | { readonly kind: 'refused'; readonly status: number }
  /** No whole answer came; `code` is the system's, such as ECONNRESET. */
  | { readonly kind: 'failed'; readonly code: string };

/** Sends the request of a number, counted from 0. Never rejects. */
export type Send = (index: number) => Promise<Outcome>;
