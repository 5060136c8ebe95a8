import { isCount, isObject, listOf, type Refuse } from './options.js';

/** A token id of one model's vocabulary. */
export type TokenId = number;

/** The largest vocabularies have some hundred thousand pieces. */
const MOST_IDS = 2 ** 26;

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

/** Refuses tokens that the model does not know: a text that holds one could not be computed. */
export function checkKnown(tokens: number, known: number | null, refuse: Refuse): void {
  if (known === null || tokens <= known) return;
  throw refuse(
    `it has ${tokens} tokens, but vocab_size in config.json is ${known}. Use the tokenizer that ` +
      'the model was trained with, or without the tokens that were added since',
  );
}

/**
 * Checks the pairs of pieces that byte pair encoding puts together. Files have them as `["a", "b"]`
 * or, older ones, as `"a b"`.
 */
export function checkMerges(
  json: readonly unknown[],
  vocabulary: Vocabulary,
  refuse: Refuse,
): void {
  for (const [index, merge] of json.entries()) {
    const pair = typeof merge === 'string' ? merge.split(' ') : listOf(merge);
    const [first, second] = pair;
    if (pair.length !== 2 || typeof first !== 'string' || typeof second !== 'string') {
      throw refuse(`its merge ${index} is not a pair of pieces`);
    }
    const missing = [first, second, first + second].find((piece) => !vocabulary.has(piece));
    if (missing !== undefined) {
      throw refuse(`its merge ${index} has ${missing}, which is not in the vocabulary`);
    }
  }
}
