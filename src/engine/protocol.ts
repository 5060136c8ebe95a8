/**
 * What crosses between the server's process and the engine's: plain objects and typed arrays that
 * survive a structured clone. Nothing here names a transport, and nothing here knows ONNX.
 */

import type { Manifest, Pooling } from '../package/manifest.js';
import type { Device } from './devices.js';

/** A question about one mask token: the k best ids, or the scores of given ids. */
export type MaskQuery =
  | { readonly kind: 'top'; readonly position: number; readonly k: number }
  | { readonly kind: 'targets'; readonly position: number; readonly ids: Int32Array };

/** One text for the model, and what to return for it. */
export interface Row {
  /** Token ids with the special tokens, without padding; at least one. */
  readonly tokens: Int32Array;
  /** Positions count from 0 in `tokens`. May be empty. */
  readonly masks: readonly MaskQuery[];
  /** How the token states become one vector; null for none. */
  readonly pooling: Pooling | null;
  /** Whether to return the logits of a classifier's labels. */
  readonly labels: boolean;
  /** Whether to return the state of every token. */
  readonly states: boolean;
}

/**
 * Answer to one mask query. `top`: best first; `targets`: in the order of the query's ids.
 * Natural logarithms of the softmax over the whole vocabulary.
 */
export interface MaskScores {
  readonly ids: Int32Array;
  readonly logProbabilities: Float32Array;
}

export interface RowResult {
  /** One for each of the row's queries, in order. */
  readonly masks: readonly MaskScores[];
  /** [hidden size], not normalised; null where the row asked for no pooling. */
  readonly pooled: Float32Array | null;
  /**
   * Logits: [tokens, labels] of a token classifier, [labels] of a sequence classifier; null where
   * the row did not ask.
   */
  readonly labels: Float32Array | null;
  /** [tokens, hidden size]; null where the row did not ask. */
  readonly states: Float32Array | null;
}

export interface BatchResult {
  /** One for each row, in order. */
  readonly rows: readonly RowResult[];
  /** Milliseconds in the model. */
  readonly inferenceMs: number;
}

/** The largest batch that the engine will ever see; it warms up with it. */
export interface BatchLimits {
  /** With the padding that the model computes. */
  readonly tokens: number;
  /** Whether every row costs as much as the longest of its batch, as in ready exports. */
  readonly padded: boolean;
  readonly rows: number;
  /** Mask queries of all rows together. */
  readonly masks: number;
  /** Tokens of one row. */
  readonly rowTokens: number;
  /** Candidates of one `top` query. */
  readonly topK: number;
}

export interface EngineOptions {
  /** Folder of the package to serve, which has been checked. */
  readonly directory: string;
  /** From its manifest. */
  readonly model: Manifest['model'];
  readonly precision: Manifest['precision'];
  readonly device: Device;
  readonly limits: BatchLimits;
}

/**
 * Whether sums of 8-bit products are exact on the processor as it is, or overflow unless the weights
 * are widened, which costs time.
 */
export type IntegerSums = 'exact' | 'overflowing';

/** A batch that was computed. */
export interface MeasuredBatch {
  /** With the padding that the model computes. */
  readonly tokens: number;
  readonly inferenceMs: number;
}

export interface EngineReady {
  /** ONNX Runtime's name of what computes: `cpu` or `cuda`. */
  readonly provider: string;
  /** Null for a model in floats, and on a GPU. */
  readonly integerSums: IntegerSums | null;
  readonly loadMs: number;
  readonly warmUpMs: number;
  /** Small batches, once everything was warm. */
  readonly measured: readonly MeasuredBatch[];
}

export type ToEngine =
  | { readonly kind: 'load'; readonly options: EngineOptions }
  | { readonly kind: 'run'; readonly id: number; readonly rows: readonly Row[] };

export type FromEngine =
  | { readonly kind: 'ready'; readonly ready: EngineReady }
  | { readonly kind: 'loadFailed'; readonly message: string }
  | { readonly kind: 'result'; readonly id: number; readonly result: BatchResult }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
