import type { Answer, Batcher, Client as QueueClient } from '../batching/batcher.js';
import { Flow } from '../batching/submission.js';
import type { BatchLimits } from '../engine/protocol.js';
import type { Manifest } from '../package/manifest.js';
import type { Tokenizer } from '../text/tokenizer.js';

export { Flow };

/** For whom a task works. */
export interface Client extends QueueClient {
  /** Hears of each round that is computed for it. */
  readonly onRound?: RoundObserver | undefined;
}

/** Rows that a task had computed together. It holds no text, no token and no number of the model's. */
export interface ComputedRound {
  readonly model: string;
  /**
   * Milliseconds of `performance.now()`: when the task began to make them ready, and when they were
   * given to the queue.
   */
  readonly startedAt: number;
  readonly submittedAt: number;
  readonly rows: number;
  readonly tokens: number;
  /** Those that gave the answers, in their order. */
  readonly batches: readonly Omit<Answer, 'result'>[];
}

export type RoundObserver = (round: ComputedRound) => void;

/** A model that is being served, as tasks see it. */
export interface ServedModel {
  readonly name: string;
  readonly manifest: Manifest;
  readonly tokenizer: Tokenizer;
  readonly batcher: Pick<Batcher, 'checkRoom' | 'submit' | 'submitEach'>;
  readonly limits: BatchLimits;
}

/** What a model can do, as the Hub names it. */
export type Task =
  'fill-mask' | 'token-classification' | 'text-classification' | 'feature-extraction';

const taskOfHead = {
  'masked-lm': 'fill-mask',
  'token-classification': 'token-classification',
  'sequence-classification': 'text-classification',
} as const;

/** All but some exports embed; the head decides what else a model does, and that comes first. */
export const tasksOf = ({ head, embeds }: Manifest['model']): readonly Task[] => [
  ...(head.kind === 'none' ? [] : [taskOfHead[head.kind]]),
  ...(embeds ? (['feature-extraction'] as const) : []),
];

/** What one request may ask for. */
export interface TaskLimits {
  readonly maxInputs: number;
  readonly maxTopK: number;
  /** UTF-16 units of all texts together, where they are read to their ends. */
  readonly maxCharacters: number;
  /** Windows over all texts of one request together. */
  readonly maxWindows: number;
}

/** What an answer cost, in tokens and milliseconds. */
export interface Cost {
  readonly tokens: number;
  readonly tokenizationMs: number;
  /** Of the row that waited longest; where there were several rounds, of all of them together. */
  readonly queueMs: number;
  /** Of the slowest batch, likewise. */
  readonly inferenceMs: number;
}

/** A task's answer. */
export interface TaskReply<Output> {
  readonly output: Output;
  /** Indices of the texts that were cut, in order. */
  readonly truncated: readonly number[];
  readonly cost: Cost;
}
