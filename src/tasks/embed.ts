import { fail } from '../errors.js';
import { poolings, type Pooling } from '../package/manifest.js';
import { answer, type Client, type ServedModel, type TaskLimits, type TaskReply } from './model.js';
import { toNineDigits } from './nine-digits.js';
import { prepareVectors, type VectorRequest } from './vector-inputs.js';

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
): Promise<TaskReply<number[][]>> {
  const started = performance.now();
  const { hiddenSize } = model.manifest.model;
  const dimensions = request.dimensions ?? hiddenSize;
  if (dimensions > hiddenSize) throw fail('DIMENSIONS_TOO_MANY', { dimensions, size: hiddenSize });
  const windows = await prepareVectors(model, limits, request);
  const prepared = windows.map(({ tokens, truncated }) => ({
    row: { tokens, masks: [], pooling: request.pooling, labels: false, states: false },
    truncated,
  }));
  return answer(model, prepared, performance.now() - started, client, (answers) =>
    answers.map(({ result }) => {
      if (result.pooled === null) {
        throw new TypeError('the engine gave no vector for a row that asked for one');
      }
      return toVector(result.pooled.subarray(0, dimensions), request.normalize);
    }),
  );
}

function toVector(pooled: Float32Array, normalize: boolean): number[] {
  if (!normalize) return Array.from(pooled, toNineDigits);
  let squares = 0;
  for (const value of pooled) squares += value * value;
  // As in torch.nn.functional.normalize: a vector of zeros stays one.
  const scale = 1 / Math.max(Math.sqrt(squares), 1e-12);
  return Array.from(pooled, (value) => toNineDigits(Math.fround(value * scale)));
}
