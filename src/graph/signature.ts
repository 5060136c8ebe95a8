/**
 * Inputs and outputs of a serving graph: what graph/ writes and engine/ feeds. The rows of a batch
 * lie end to end as one list of T tokens. Ready exports want them padded: B rows of S slots.
 */
export const inputs = {
  /** int32 [T]: token ids of all rows, end to end. */
  tokens: 'tokens',
  /** int32 [T]: position of each token in its row, from 0. */
  positions: 'positions',
  /** int32 [B]: tokens of each row. */
  lengths: 'lengths',
  /** int32 [B]: the first token of each row. */
  starts: 'starts',
  /** int32 [B, S]: which token lies in each slot of the block; any token in the slots past a row's end. */
  block: 'block',
  /** int32 [T]: slot of each token in the flattened block. */
  slots: 'slots',
  /** bool, without dimensions: whether any mask query counts; else their outputs are empty. */
  asksMasks: 'asks_masks',
  /** int32 [M], M ≥ 1: the token that each mask query asks about. */
  maskTokens: 'mask_tokens',
  /** int64 [1]: candidates for each mask query. */
  topK: 'top_k',
  /** int32 [N], N ≥ 1: query × vocabulary size + id, for each target. */
  targets: 'targets',
  /** float32 [P, T], P ≥ 1: weight of each token in each pooled vector. */
  pooling: 'pooling',
  /** int32 [X, Y], X ≥ 1, Y ≥ 1: the tokens of each vector of maxima, any of them several times. */
  maxPooling: 'max_pooling',
} as const;

export const outputs = {
  /** int32 [M, K], best first. */
  topIds: 'top_ids',
  /** float32 [M, K]: natural logarithms of probabilities over the whole vocabulary. */
  topScores: 'top_scores',
  /** float32 [N], likewise. */
  targetScores: 'target_scores',
  /** float32 [P, H]. */
  pooled: 'pooled',
  /** float32 [X, H]. */
  maxPooled: 'max_pooled',
  /** float32 [T, L] or [B, L]: logits of the labels, for each token or for each row. */
  labels: 'labels',
  /** float32 [T, H]: the last hidden state of each token. */
  states: 'token_states',
} as const;

/** Name of the file of the graph. */
export const GRAPH_FILE = 'graph.onnx';

/** Name of the file of weights, which the graph looks for beside itself. */
export const WEIGHTS_FILE = 'weights.bin';
