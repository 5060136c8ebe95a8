/** How long an engine may take before it counts as hung, in milliseconds. */
export interface Timeouts {
  /** From the start of its process until the model is loaded and warm. */
  readonly startMs: number;
  /** For one batch; and a restart that takes longer is not waited for. */
  readonly batchMs: number;
}

export const defaultTimeouts: Timeouts = { startMs: 600_000, batchMs: 60_000 };
