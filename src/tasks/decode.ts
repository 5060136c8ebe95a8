import { fail } from '../errors.js';
import type { TokenId } from '../text/tokenizer.js';
import { Breath } from './breath.js';
import { checkCount, checkTokens } from './inputs.js';
import type { ServedModel, TaskLimits } from './model.js';

/** Tokens of one request; a text of all of them is made in one go. */
const MAX_TOKENS = 65_536;

const FIELD = 'ids';

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
  const { lists, single } = readLists(ids, maxInputs);
  const count = lists.reduce((sum, { length }) => sum + length, 0);
  if (count > MAX_TOKENS) throw fail('TOKENS_TOO_MANY', { count, limit: MAX_TOKENS });
  const breath = new Breath();
  const texts: string[] = [];
  for (const [index, list] of lists.entries()) {
    await breath.take();
    const place = { field: FIELD, input: single ? null : index };
    checkTokens(list, manifest.model.vocabularySize, place);
    const kept = skipSpecialTokens ? list.filter((id) => !tokenizer.isSpecial(id)) : list;
    texts.push(tokenizer.decode(kept));
  }
  return texts;
}

interface Lists {
  readonly lists: readonly (readonly TokenId[])[];
  /** Whether the request held the tokens of one text alone. */
  readonly single: boolean;
}

function readLists(ids: DecodeRequest['ids'], maxInputs: number): Lists {
  const tokens = ids.filter((item) => typeof item === 'number');
  if (tokens.length > 0 && tokens.length === ids.length) return { lists: [tokens], single: true };
  const lists = ids.filter((item) => typeof item !== 'number');
  if (tokens.length > 0) {
    throw fail('REQUEST_INVALID', { detail: 'body/ids must hold either tokens or lists of them' });
  }
  checkCount(lists.length, maxInputs, FIELD);
  return { lists, single: false };
}
