import { fail } from '../errors.js';
import type { TokenId } from '../text/tokenizer.js';
import { encodeEnd, encodeStart } from '../text/window.js';
import { readTokenInputs, type TextOrTokens, type TokenInputs } from './inputs.js';
import type { ServedModel, TaskLimits } from './model.js';
import { prepareTexts } from './prepare.js';

export const truncationDirections = ['left', 'right'] as const;
export type TruncationDirection = (typeof truncationDirections)[number];

/** What tasks that give vectors are asked about. */
export interface VectorRequest {
  readonly inputs: TokenInputs;
  /** The field that they came in, for messages; `inputs` where it is left out. */
  readonly field?: string;
  /** Whether a text beyond the model's limit is cut; else it is refused. */
  readonly truncate: boolean;
  /** The side at which it is cut. */
  readonly truncationDirection: TruncationDirection;
  /** Name of a text of the model's own to put before each input; null for none. */
  readonly promptName: string | null;
}

/** The tokens of one input. */
export interface TokenWindow {
  /** At least one, and at most the model's limit. */
  readonly tokens: Int32Array;
  readonly truncated: boolean;
}

/**
 * The tokens of each input: a text with the special tokens around it, given tokens as they are.
 * TASK_UNSUPPORTED where the model gives no vectors, PROMPT_UNKNOWN, and what all tasks refuse.
 */
export async function prepareVectors(
  model: ServedModel,
  { maxInputs }: Pick<TaskLimits, 'maxInputs'>,
  { inputs, field, truncate, truncationDirection, promptName }: VectorRequest,
): Promise<TokenWindow[]> {
  const { embeds, vocabularySize } = model.manifest.model;
  if (!embeds) throw fail('TASK_UNSUPPORTED', { task: 'feature-extraction', model: model.name });
  // Prompts of sentence-transformers are not read: clients write them before their texts.
  if (promptName !== null) throw fail('PROMPT_UNKNOWN', { model: model.name });
  const read = readTokenInputs(inputs, { maxInputs, vocabularySize }, field);
  const encode = encoders[truncationDirection];
  return prepareTexts(read, model, truncate, (input: TextOrTokens, maxTokens) =>
    typeof input === 'string'
      ? encode(model.tokenizer, input, maxTokens)
      : cutTokens(input, maxTokens, truncationDirection),
  );
}

const encoders = { left: encodeEnd, right: encodeStart } as const;

function cutTokens(
  tokens: readonly TokenId[],
  maxTokens: number,
  direction: TruncationDirection,
): TokenWindow {
  const kept = direction === 'right' ? tokens.slice(0, maxTokens) : tokens.slice(-maxTokens);
  return { tokens: Int32Array.from(kept), truncated: tokens.length > maxTokens };
}
