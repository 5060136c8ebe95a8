import { isCount, isObject, type Refuse } from './options.js';

/** A token id of one model's vocabulary. */
export type TokenId = number;

/** Pairs of ids are kept as one number; the largest vocabularies have some hundred thousand pieces. */
export const MOST_IDS = 2 ** 26;

/** Pieces of a vocabulary and their ids. */
export type Vocabulary = ReadonlyMap<string, TokenId>;

/** A vocabulary as an object of ids; no two pieces have the same. */
export function readVocabulary(json: unknown, refuse: Refuse): Vocabulary {
  if (!isObject(json)) throw refuse('its model has no vocabulary');
  const vocabulary = new Map<string, TokenId>();
  const taken = new Map<TokenId, string>();
  for (const [piece, id] of Object.entries(json)) {
    if (!isCount(id) || id >= MOST_IDS)
      throw refuse(`the id of the piece ${piece} is ${JSON.stringify(id)}`);
    const other = taken.get(id);
    if (other !== undefined)
      throw refuse(`the pieces ${other} and ${piece} both have the id ${id}`);
    taken.set(id, piece);
    vocabulary.set(piece, id);
  }
  return vocabulary;
}

/** Refuses ids that nobody has: a vocabulary with holes is a damaged one, or one of another model. */
export function checkContiguous(ids: ReadonlySet<TokenId>, refuse: Refuse): void {
  for (let id = 0; id < ids.size; id++) {
    if (!ids.has(id))
      throw refuse(`no piece of its vocabulary has the id ${id}, but some are higher`);
  }
}
