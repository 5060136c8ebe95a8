import { fail } from '../errors.js';
import { poolings, type Pooling } from '../package/manifest.js';
import { encodeStart } from '../text/window.js';
import { readInputs } from './inputs.js';
import { answer, type Client, type ServedModel, type TaskLimits, type TaskReply } from './model.js';
import { prepareTexts } from './prepare.js';

export { poolings };

export interface EmbedRequest {
  readonly inputs: string | readonly string[];
  /** Whether vectors are scaled to length 1. */
  readonly normalize: boolean;
  /** Whether a text beyond the model's limit is cut at its end; else it is refused. */
  readonly truncate: boolean;
  readonly pooling: Pooling;
}

/** One vector [hidden size] for each text. */
export async function embed(
  model: ServedModel,
  limits: TaskLimits,
  request: EmbedRequest,
  client?: Client,
): Promise<TaskReply<number[][]>> {
  const started = performance.now();
  if (!model.manifest.model.embeds) {
    throw fail('TASK_UNSUPPORTED', { task: 'feature-extraction', model: model.name });
  }
  const inputs = readInputs(request.inputs, limits.maxInputs);
  const windows = await prepareTexts(inputs, model, request.truncate, (text, maxTokens) =>
    encodeStart(model.tokenizer, text, maxTokens),
  );
  const prepared = windows.map(({ tokens, truncated }) => ({
    row: { tokens, masks: [], pooling: request.pooling, labels: false },
    truncated,
  }));
  return answer(model, prepared, performance.now() - started, client, (answers) =>
    answers.map(({ result }) => toVector(result.pooled, request.normalize)),
  );
}

function toVector(pooled: Float32Array | null, normalize: boolean): number[] {
  if (pooled === null)
    throw new TypeError('the engine gave no vector for a row that asked for one');
  if (!normalize) return Array.from(pooled);
  let squares = 0;
  for (const value of pooled) squares += value * value;
  // As in torch.nn.functional.normalize: a vector of zeros stays one.
  const scale = 1 / Math.max(Math.sqrt(squares), 1e-12);
  return Array.from(pooled, (value) => value * scale);
}
