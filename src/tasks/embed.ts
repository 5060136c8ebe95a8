import { fail } from '../errors.js';
import { poolings, type Pooling } from '../package/manifest.js';
import { answerRows, Computation, prepareRow } from './computation.js';
import { mapResults, type Item } from './items.js';
import type { Client, ServedModel, TaskLimits, TaskReply } from './model.js';
import { toNineDigits } from './nine-digits.js';
import { prepareVectors, readVectorInputs, type VectorRequest } from './vector-inputs.js';

export { poolings };

export interface EmbedRequest extends VectorRequest {
  /** Whether vectors are scaled to length 1, after they are cut. */
  readonly normalize: boolean;
  readonly pooling: Pooling;
  /** Elements of each vector, from the first on; null for all. */
  readonly dimensions: number | null;
}

/** One vector [dimensions, or hidden size] for each text. DIMENSIONS_TOO_MANY. */
export async function embed(
  model: ServedModel,
  limits: TaskLimits,
  request: EmbedRequest,
  client?: Client,
): Promise<TaskReply<Item<number[]>[]>> {
  const { hiddenSize } = model.manifest.model;
  const dimensions = request.dimensions ?? hiddenSize;
  if (dimensions > hiddenSize) throw fail('DIMENSIONS_TOO_MANY', { dimensions, size: hiddenSize });
  const inputs = readVectorInputs(model, limits, request);
  const work = new Computation(model, client, inputs.scope);
  const windows = await prepareVectors(model, inputs, request);
  const prepared = mapResults(windows, (window) =>
    prepareRow(window, { pooling: request.pooling }),
  );
  return answerRows(work, prepared, ({ pooled }) => {
    if (pooled === null) throw new TypeError('the engine gave no vector for a row that asked');
    return toVector(pooled.subarray(0, dimensions), request.normalize);
  });
}

function toVector(pooled: Float32Array, normalize: boolean): number[] {
  if (!normalize) return Array.from(pooled, toNineDigits);
  let squares = 0;
  for (const value of pooled) squares += value * value;
  // As in torch.nn.functional.normalize: a vector of zeros stays one.
  const scale = 1 / Math.max(Math.sqrt(squares), 1e-12);
  return Array.from(pooled, (value) => toNineDigits(Math.fround(value * scale)));
}
