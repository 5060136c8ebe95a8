import { answer, type Client, type ServedModel, type TaskLimits, type TaskReply } from './model.js';
import { prepareVectors, type VectorRequest } from './vector-inputs.js';

export interface SimilarityRequest extends Omit<VectorRequest, 'inputs' | 'field'> {
  readonly source: string;
  readonly sentences: readonly string[];
}

/**
 * The cosine between the vector of the source and that of each sentence, by the model's own
 * pooling. Among the texts that were cut, the source is 0 and the first sentence 1.
 */
export async function compareSentences(
  model: ServedModel,
  limits: TaskLimits,
  { source, sentences, ...cutting }: SimilarityRequest,
  client?: Client,
): Promise<TaskReply<number[]>> {
  const started = performance.now();
  const { pooling } = model.manifest.model.embedding;
  const prepare = (inputs: string | readonly string[], field: string) =>
    prepareVectors(model, limits, { ...cutting, inputs, field });
  const windows = [
    ...(await prepare(source, 'inputs.source_sentence')),
    ...(await prepare(sentences, 'inputs.sentences')),
  ];
  const prepared = windows.map(({ tokens, truncated }) => ({
    row: { tokens, masks: [], pooling, labels: false, states: false },
    truncated,
  }));
  return answer(model, prepared, performance.now() - started, client, (answers) => {
    const [first, ...others] = answers.map(({ result: { pooled } }) => {
      if (pooled === null) throw new TypeError('the engine gave no vector for a row that asked');
      return pooled;
    });
    return first === undefined ? [] : others.map((other) => cosine(first, other));
  });
}

/** Σ aᵢbᵢ / (|a| |b|); 0 where one of them is all zeros, as in torch.nn.functional.cosine_similarity. */
function cosine(a: Float32Array, b: Float32Array): number {
  const length = Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b));
  // Rounding can give a little more than 1, of which no angle is a number.
  return Math.max(-1, Math.min(1, dot(a, b) / Math.max(length, 1e-8)));
}

const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
