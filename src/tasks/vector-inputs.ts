import { fail } from '../errors.js';
import type { TokenId } from '../text/tokenizer.js';
import { encodeEnd, encodeStart } from '../text/window.js';
import {
  checkTokens,
  readTokenInputs,
  type InputOptions,
  type Inputs,
  type TextOrTokens,
  type TokenInputs,
} from './inputs.js';
import type { Item } from './items.js';
import type { ServedModel, TaskLimits } from './model.js';
import { prepareTexts } from './prepare.js';

export const truncationDirections = ['left', 'right'] as const;
export type TruncationDirection = (typeof truncationDirections)[number];

/** What tasks that give vectors are asked about. */
export interface VectorRequest extends InputOptions {
  readonly inputs: TokenInputs;
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
 * The inputs of a request, each yet to be checked. TASK_UNSUPPORTED where the model gives no vectors,
 * PROMPT_UNKNOWN, and what all tasks refuse.
 */
export function readVectorInputs(
  model: ServedModel,
  { maxInputs }: Pick<TaskLimits, 'maxInputs'>,
  { inputs, field, onError, promptName }: VectorRequest,
): Inputs<TextOrTokens> {
  if (!model.manifest.model.embeds) {
    throw fail('TASK_UNSUPPORTED', { task: 'feature-extraction', model: model.name });
  }
  // Prompts of sentence-transformers are not read: clients write them before their texts.
  if (promptName !== null) throw fail('PROMPT_UNKNOWN', { model: model.name });
  return readTokenInputs(inputs, maxInputs, { field, onError });
}

/** The tokens of each input: a text with the special tokens around it, given tokens as they are. */
export function prepareVectors(
  model: ServedModel,
  inputs: Inputs<TextOrTokens>,
  { truncate, truncationDirection }: Pick<VectorRequest, 'truncate' | 'truncationDirection'>,
): Promise<Item<TokenWindow>[]> {
  const encode = encoders[truncationDirection];
  const { vocabularySize } = model.manifest.model;
  return prepareTexts(inputs, model, truncate, (input, maxTokens, place) => {
    if (typeof input === 'string') return encode(model.tokenizer, input, maxTokens);
    checkTokens(input, vocabularySize, place);
    return cutTokens(input, maxTokens, truncationDirection);
  });
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
