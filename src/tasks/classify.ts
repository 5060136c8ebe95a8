import { fail } from '../errors.js';
import { Computation } from './computation.js';
import { readInputs, type TextInputs } from './inputs.js';
import type { ErrorScope, Item } from './items.js';
import { sigmoid, softmax } from './label-scores.js';
import type { Client, ServedModel, TaskLimits, TaskReply } from './model.js';
import { answerWindows, prepareWindows, type LabelledWindow } from './windows.js';

/** How one score is made of those of several windows: their mean by tokens, or the largest. */
export const windowPoolings = ['mean', 'max'] as const;
export type WindowPooling = (typeof windowPoolings)[number];

export interface ClassifyRequest {
  readonly inputs: TextInputs;
  /** What a text with an error spoils; `request` where it is left out. */
  readonly onError?: ErrorScope | undefined;
  /** Labels to give for each text; null for all. */
  readonly topK: number | null;
  /** Labels with a lower score are left out; null for none. */
  readonly threshold: number | null;
  /** Whether only what the model sees in one window is answered, from the start of a text. */
  readonly truncate: boolean;
  readonly windowPooling: WindowPooling;
}

export interface ScoredLabel {
  readonly label: string;
  readonly score: number;
}

/** The labels of each text, best first, scored as the model's own configuration asks. */
export async function classify(
  model: ServedModel,
  limits: TaskLimits,
  request: ClassifyRequest,
  client?: Client,
): Promise<TaskReply<Item<ScoredLabel[]>[]>> {
  const { head } = model.manifest.model;
  if (head.kind !== 'sequence-classification') {
    throw fail('TASK_UNSUPPORTED', { task: 'text-classification', model: model.name });
  }
  const inputs = readInputs(request.inputs, limits.maxInputs, request);
  const work = new Computation(model, client, inputs.scope);
  const { truncate, windowPooling } = request;
  // Windows that share tokens would count them twice.
  const prepared = await prepareWindows(inputs, model, limits, {
    truncate,
    window: null,
    stride: 0,
  });
  return answerWindows(model, work, prepared, (windows) =>
    rank(pool(windows, head.scores, windowPooling), head.labels, request),
  );
}

function rank(
  scores: Float64Array,
  labels: readonly string[],
  { topK, threshold }: Pick<ClassifyRequest, 'topK' | 'threshold'>,
): ScoredLabel[] {
  return labels
    .map((label, index) => ({ label, score: scores[index] ?? 0 }))
    .filter(({ score }) => threshold === null || score >= threshold)
    .sort((a, b) => b.score - a.score)
    .slice(0, topK ?? labels.length);
}

/** [labels] of all windows of a text. */
function pool(
  windows: readonly LabelledWindow[],
  scores: string,
  pooling: WindowPooling,
): Float64Array {
  const scored = windows.map(({ logits }) => score(logits, scores));
  const [first = new Float64Array(), ...others] = scored;
  // A single window is not weighed: its numbers stay as they are.
  if (others.length === 0) return first;
  const weights = windows.map(({ ownFrom, ownTo }) => ownTo - ownFrom);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return first.map((_, label) => {
    const own = scored.map((one) => one[label] ?? 0);
    if (pooling === 'max') return Math.max(...own);
    return own.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0) / total;
  });
}

function score(logits: Float32Array, scores: string): Float64Array {
  if (scores === 'softmax') return softmax(logits);
  return scores === 'sigmoid' ? sigmoid(logits) : Float64Array.from(logits);
}
