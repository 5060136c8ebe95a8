import type { BatchObserver } from './observer.js';

export interface BatcherOptions {
  /**
   * A batch is closed and sent ahead so many milliseconds before an engine is expected to be free,
   * so that it never stands idle. Until then, rows gather.
   */
  readonly windowMs: number;
  /** Where so many tokens wait, submits are refused; the last one taken may go beyond them. */
  readonly maxQueuedTokens: number;
  readonly onBatch?: BatchObserver | undefined;
}
