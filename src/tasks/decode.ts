import { fail } from '../errors.js';
import type { TokenId } from '../text/tokenizer.js';
import { Breath } from './breath.js';
import { checkCount, checkTokens, placeOf, readList } from './inputs.js';
import type { ServedModel, TaskLimits } from './model.js';

/** Tokens of one request; a text of all of them is made in one go. */
export const MAX_TOKENS = 32_768;

export interface DecodeRequest {
  /** Tokens of one text, or of each of several. */
  readonly ids: readonly (TokenId | readonly TokenId[])[];
  readonly skipSpecialTokens: boolean;
}

/**
 * The text of each list of tokens. REQUEST_INVALID where tokens and lists are mixed,
 * TOKENS_TOO_MANY, TOKEN_UNKNOWN.
 */
export async function decode(
  { tokenizer, manifest }: Pick<ServedModel, 'tokenizer' | 'manifest'>,
  { maxInputs }: Pick<TaskLimits, 'maxInputs'>,
  { ids, skipSpecialTokens }: DecodeRequest,
): Promise<string[]> {
  const lists = readList(ids, 'ids');
  checkCount(lists, maxInputs);
  const count = lists.texts.reduce((sum, { length }) => sum + length, 0);
  if (count > MAX_TOKENS) throw fail('TOKENS_TOO_MANY', { count, limit: MAX_TOKENS });
  const breath = new Breath();
  const texts: string[] = [];
  for (const [index, list] of lists.texts.entries()) {
    await breath.take();
    checkTokens(list, manifest.model.vocabularySize, placeOf(lists, index));
    const kept = skipSpecialTokens ? list.filter((id) => !tokenizer.isSpecial(id)) : list;
    texts.push(tokenizer.decode(kept));
  }
  return texts;
}
