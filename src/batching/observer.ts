/** A batch that was computed, for whoever keeps count. It holds no text, no token and no client. */
export interface ComputedBatch {
  /** Which engine computed it: its index in the batcher's list. */
  readonly lane: number;
  /** Tokens of its rows, without padding. */
  readonly tokens: number;
  /** What the model computed beyond these; 0 where it does not pad. */
  readonly paddingTokens: number;
  /** Milliseconds in the model. */
  readonly inferenceMs: number;
  /** One for each row: milliseconds that the model did not compute, as in the row's answer. */
  readonly queueMs: readonly number[];
}

/** Hears of every batch that was computed, once its rows have their answers. */
export type BatchObserver = (batch: ComputedBatch) => void;
