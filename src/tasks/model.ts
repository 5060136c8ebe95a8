import { Flow, type Answer, type Batcher, type Client } from '../batching/batcher.js';
import type { BatchLimits, Row } from '../engine/protocol.js';
import type { Manifest } from '../package/manifest.js';
import type { Tokenizer } from '../text/tokenizer.js';

export { Flow };
export type { Client };

/** A model that is being served, as tasks see it. */
export interface ServedModel {
  readonly name: string;
  readonly manifest: Manifest;
  readonly tokenizer: Tokenizer;
  readonly batcher: Pick<Batcher, 'submit'>;
  readonly limits: BatchLimits;
}

/** What one request may ask for. */
export interface TaskLimits {
  readonly maxInputs: number;
  readonly maxTopK: number;
}

/** What an answer cost, in tokens and milliseconds. */
export interface Cost {
  readonly tokens: number;
  readonly tokenizationMs: number;
  /** Of the row that waited longest. */
  readonly queueMs: number;
  /** Of the slowest batch. */
  readonly inferenceMs: number;
}

/** A task's answer. */
export interface TaskReply<Output> {
  readonly output: Output;
  /** Indices of the texts that were cut, in order. */
  readonly truncated: readonly number[];
  readonly cost: Cost;
}

/** A text made ready for the model. */
export interface Prepared {
  readonly row: Row;
  readonly truncated: boolean;
}

/** Sends the rows of a request through the model, and puts its answers and their cost together. */
export async function answer<Output>(
  model: ServedModel,
  prepared: readonly Prepared[],
  tokenizationMs: number,
  client: Client | undefined,
  finish: (answers: readonly Answer[]) => Output | Promise<Output>,
): Promise<TaskReply<Output>> {
  const rows = prepared.map(({ row }) => row);
  const answers = await model.batcher.submit(rows, client);
  return {
    output: await finish(answers),
    truncated: prepared.flatMap(({ truncated }, index) => (truncated ? [index] : [])),
    cost: {
      tokens: rows.reduce((sum, row) => sum + row.tokens.length, 0),
      tokenizationMs,
      queueMs: answers.reduce((most, { queueMs }) => Math.max(most, queueMs), 0),
      inferenceMs: answers.reduce((most, { inferenceMs }) => Math.max(most, inferenceMs), 0),
    },
  };
}
