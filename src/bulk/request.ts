import type { Pooling } from '../checkpoint/pooling.js';
import type { Grouping } from '../tasks/entities.js';

export const bulkTasks = ['embed', 'ner', 'classify', 'fill-mask'] as const;
export type BulkTaskName = (typeof bulkTasks)[number];

/** What is asked of every text; null for what the model, or the task, has by itself. */
export interface BulkRequest {
  readonly task: BulkTaskName;
  readonly topK: number | null;
  readonly targets: readonly string[] | null;
  readonly pooling: Pooling | null;
  readonly normalize: boolean | null;
  readonly strategy: Grouping;
  /** Tokens of a window over a long text, and how many two of them share: see `WindowOptions`. */
  readonly window: number | null;
  readonly stride: number | null;
  /** Whether texts that are longer than the model takes are cut; else they fail. */
  readonly truncate: boolean;
}
