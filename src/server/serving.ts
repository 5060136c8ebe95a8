import type { ServedModel, TaskLimits } from '../tasks/model.js';
import { fail } from '../errors.js';

/** The model that a server serves and how it does so, once it is loaded. */
export interface Serving {
  readonly model: ServedModel;
  readonly taskLimits: TaskLimits;
  readonly threads: number;
  readonly provider: string;
  /** Null for a model in floats. */
  readonly integerSums: 'exact' | 'overflowing' | null;
  /** Whether the engine would compute a batch now. */
  readonly ready: () => boolean;
}

/** Null while the model is still loading. */
export type FindServing = () => Serving | null;

/** The loaded model, or ENGINE_UNAVAILABLE. */
export function requireServing(find: FindServing): Serving {
  const serving = find();
  if (serving === null) throw fail('ENGINE_UNAVAILABLE', { detail: 'the model is still loading' });
  return serving;
}
