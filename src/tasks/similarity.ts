import { answerRows, Computation, prepareRow } from './computation.js';
import { requireResults } from './items.js';
import type { Client, ServedModel, TaskLimits, TaskReply } from './model.js';
import { prepareVectors, readVectorInputs, type VectorRequest } from './vector-inputs.js';

export interface SimilarityRequest extends Omit<VectorRequest, 'inputs' | 'field' | 'onError'> {
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
  const { pooling } = model.manifest.model.embedding;
  const work = new Computation(model, client, 'request');
  const prepare = (inputs: string | readonly string[], field: string) =>
    prepareVectors(model, readVectorInputs(model, limits, { ...cutting, inputs, field }), cutting);
  const windows = requireResults([
    ...(await prepare(source, 'inputs.source_sentence')),
    ...(await prepare(sentences, 'inputs.sentences')),
  ]);
  const prepared = windows.map((window) => prepareRow(window, { pooling }));
  const reply = await answerRows(work, prepared, ({ pooled }) => {
    if (pooled === null) throw new TypeError('the engine gave no vector for a row that asked');
    return pooled;
  });
  const [first, ...others] = requireResults(reply.output);
  const output = first === undefined ? [] : others.map((other) => cosine(first, other));
  return { ...reply, output };
}

/** Σ aᵢbᵢ / (|a| |b|); 0 where one of them is all zeros, as in torch.nn.functional.cosine_similarity. */
function cosine(a: Float32Array, b: Float32Array): number {
  const length = Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b));
  // Rounding can give a little more than 1, of which no angle is a number.
  return Math.max(-1, Math.min(1, dot(a, b) / Math.max(length, 1e-8)));
}

const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
