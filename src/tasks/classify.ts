import { fail } from '../errors.js';
import { encodeStart } from '../text/window.js';
import { answerRows, Computation, prepareRow } from './computation.js';
import { readInputs, type TextInputs } from './inputs.js';
import { mapResults, type ErrorScope, type Item } from './items.js';
import { sigmoid, softmax } from './label-scores.js';
import type { Client, ServedModel, TaskLimits, TaskReply } from './model.js';
import { prepareTexts } from './prepare.js';

export interface ClassifyRequest {
  readonly inputs: TextInputs;
  /** What a text with an error spoils; `request` where it is left out. */
  readonly onError?: ErrorScope | undefined;
  /** Labels to give for each text; null for all. */
  readonly topK: number | null;
  /** Whether a text beyond the model's limit is cut at its end; else it is refused. */
  readonly truncate: boolean;
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
  const windows = await prepareTexts(inputs, model, request.truncate, (text, maxTokens) =>
    encodeStart(model.tokenizer, text, maxTokens),
  );
  const prepared = mapResults(windows, (window) => prepareRow(window, { labels: true }));
  return answerRows(work, prepared, ({ labels }) => rank(labels, head, request.topK));
}

function rank(
  logits: Float32Array | null,
  { labels, scores }: { readonly labels: readonly string[]; readonly scores: string },
  topK: number | null,
): ScoredLabel[] {
  if (logits === null) throw new TypeError('the engine gave no labels for a row that asked');
  const scored = score(logits, scores);
  return labels
    .map((label, index) => ({ label, score: scored[index] ?? 0 }))
    .sort((a, b) => b.score - a.score)
    .slice(0, topK ?? labels.length);
}

function score(logits: Float32Array, scores: string): Float64Array {
  if (scores === 'softmax') return softmax(logits);
  return scores === 'sigmoid' ? sigmoid(logits) : Float64Array.from(logits);
}
