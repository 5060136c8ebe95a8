import type { TokenId, Tokenizer } from '../text/tokenizer.js';
import { Breath } from './breath.js';
import { checkText, placeOf, readInputs } from './inputs.js';
import type { ServedModel, TaskLimits } from './model.js';
import { checkCharacters } from './sentences.js';

/**
 * Characters of all texts of one request: nothing is cut, a text is tokenised in one go, and every
 * letter of the worst one is a token, which takes hundred times its space in the answer.
 */
export const MAX_CHARACTERS = 32_768;

export interface TokenizeRequest {
  readonly inputs: string | readonly string[];
  /** Whether the special tokens around a text are among its tokens. */
  readonly addSpecialTokens: boolean;
}

/** A token, named as text-embeddings-inference names it. */
export interface TextToken {
  readonly id: TokenId;
  /** The token's part of the text; a special token as the vocabulary writes it. */
  readonly text: string;
  /** Whether it is one of the special tokens around the text. */
  readonly special: boolean;
  /** Code points of the text, from `start` up to `stop`; null for special tokens. */
  readonly start: number | null;
  readonly stop: number | null;
}

/** All tokens of each text, also beyond what the model takes. CHARACTERS_TOO_MANY. */
export async function tokenize(
  { tokenizer }: Pick<ServedModel, 'tokenizer'>,
  limits: Pick<TaskLimits, 'maxInputs'>,
  { inputs, addSpecialTokens }: TokenizeRequest,
): Promise<TextToken[][]> {
  const read = readInputs(inputs, limits.maxInputs);
  const { texts } = read;
  for (const [index, text] of texts.entries()) checkText(text, placeOf(read, index));
  checkCharacters(texts, MAX_CHARACTERS);
  const breath = new Breath();
  const tokenized: TextToken[][] = [];
  for (const text of texts) {
    await breath.take();
    const tokens = tokenizeText(tokenizer, text);
    const { prefix, suffix } = tokenizer;
    const around = (ids: readonly TokenId[]) => ids.map((id) => specialToken(tokenizer, id));
    tokenized.push(addSpecialTokens ? [...around(prefix), ...tokens, ...around(suffix)] : tokens);
  }
  return tokenized;
}

function tokenizeText(tokenizer: Tokenizer, text: string): TextToken[] {
  const { ids, starts, ends } = tokenizer.encodeWithOffsets(text);
  const characters = Array.from(text);
  return ids.map((id, index) => {
    const [start, stop] = [starts[index] ?? 0, ends[index] ?? 0];
    return { id, text: characters.slice(start, stop).join(''), special: false, start, stop };
  });
}

function specialToken(tokenizer: Tokenizer, id: TokenId): TextToken {
  const [text = ''] = tokenizer.tokens([id]);
  return { id, text, special: true, start: null, stop: null };
}
