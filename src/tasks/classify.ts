import { fail } from '../errors.js';
import { encodeStart } from '../text/window.js';
import { readInputs } from './inputs.js';
import { sigmoid, softmax } from './label-scores.js';
import { answer, type Client, type ServedModel, type TaskLimits, type TaskReply } from './model.js';
import { prepareTexts } from './prepare.js';

export interface ClassifyRequest {
  readonly inputs: string | readonly string[];
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
): Promise<TaskReply<ScoredLabel[][]>> {
  const started = performance.now();
  const { head } = model.manifest.model;
  if (head.kind !== 'sequence-classification') {
    throw fail('TASK_UNSUPPORTED', { task: 'text-classification', model: model.name });
  }
  const inputs = readInputs(request.inputs, limits.maxInputs);
  const windows = await prepareTexts(inputs, model, request.truncate, (text, maxTokens) =>
    encodeStart(model.tokenizer, text, maxTokens),
  );
  const prepared = windows.map(({ tokens, truncated }) => ({
    row: { tokens, masks: [], pooling: null, labels: true, states: false },
    truncated,
  }));
  return answer(model, prepared, performance.now() - started, client, (answers) =>
    answers.map(({ result }) => rank(result.labels, head, request.topK)),
  );
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
