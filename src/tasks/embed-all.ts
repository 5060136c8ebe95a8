import { fail } from '../errors.js';
import { answerRows, Computation, prepareRow } from './computation.js';
import { requireResults } from './items.js';
import type { Client, ServedModel, TaskLimits, TaskReply } from './model.js';
import { prepareVectors, readVectorInputs, type VectorRequest } from './vector-inputs.js';

/**
 * Numbers of one answer, all texts together: each takes some thirteen bytes of JSON. The two longest
 * texts of a base-sized model fit.
 */
export const MAX_NUMBERS = 2 ** 20;

/** A vector [hidden size] for each token of a text, in their order. */
export type TokenVectors = readonly Float32Array[];

/**
 * The last hidden states of each text's tokens, special ones included, as the model gives them.
 * STATES_TOO_MANY.
 */
export async function embedAll(
  model: ServedModel,
  limits: TaskLimits,
  request: VectorRequest,
  client?: Client,
): Promise<TaskReply<TokenVectors[]>> {
  const inputs = readVectorInputs(model, limits, request);
  const work = new Computation(model, client, inputs.scope);
  const windows = requireResults(await prepareVectors(model, inputs, request));
  const { hiddenSize } = model.manifest.model;
  const count = windows.reduce((sum, { tokens }) => sum + tokens.length, 0) * hiddenSize;
  if (count > MAX_NUMBERS) throw fail('STATES_TOO_MANY', { count, limit: MAX_NUMBERS });
  const prepared = windows.map((window) => prepareRow(window, { states: true }));
  const reply = await answerRows(work, prepared, ({ states }) => {
    if (states === null) throw new TypeError('the engine gave no states for a row that asked');
    return splitTokens(states, hiddenSize);
  });
  return { ...reply, output: requireResults(reply.output) };
}

const splitTokens = (states: Float32Array, hiddenSize: number): TokenVectors =>
  Array.from({ length: states.length / hiddenSize }, (_, token) =>
    states.subarray(token * hiddenSize, (token + 1) * hiddenSize),
  );
