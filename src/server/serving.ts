import type { ServedModel, TaskLimits } from '../tasks/model.js';

/** The model that a server serves and how it does so, once it is loaded. */
export interface Serving {
  readonly model: ServedModel;
  readonly taskLimits: TaskLimits;
  /** At least one, in the order of the configuration. */
  readonly devices: () => readonly ServingDevice[];
  /** Why the model is computed on the processor although a GPU was preferred; else null. */
  readonly deviceFallback: string | null;
  /** Null for a model in floats. */
  readonly integerSums: 'exact' | 'overflowing' | null;
  /** Whether an engine computes: an inference has just worked, or a tiny one does now. */
  readonly ready: () => Promise<boolean>;
}

/** What one of the engines computes on, and how it is. */
export interface ServingDevice {
  readonly kind: 'cpu' | 'cuda';
  /** Null on a GPU. */
  readonly threads: number | null;
  /** The GPU's index in CUDA; null on the processor. */
  readonly index: number | null;
  readonly provider: string;
  readonly ready: boolean;
  readonly restarts: number;
}
