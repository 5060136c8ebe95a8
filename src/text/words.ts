import type { Encoded, TokenId, Tokenizer } from './tokenizer.js';

/** Tokens of a text with their offsets in code points. */
type Spans = Pick<Encoded, 'starts' | 'ends'> & { readonly ids: ArrayLike<TokenId> };

/**
 * Whether each token goes on with the word of the token before it, as transformers decides it: in
 * vocabularies that mark such pieces (`##`), a piece that is longer than its text; elsewhere, a
 * piece with no space just before it, so that punctuation joins the word that it follows.
 * Source: transformers 5.23, pipelines/token_classification.py, `gather_pre_entities`.
 *
 * @param characters the text's code points
 */
export function findContinuations(
  tokenizer: Tokenizer,
  characters: readonly string[],
  { ids, starts, ends }: Spans,
): boolean[] {
  return Array.from(ids, (id, index) => {
    if (id === tokenizer.unknownId) return false;
    const start = starts[index] ?? 0;
    if (tokenizer.marksWords) {
      const [piece = ''] = tokenizer.tokens([id]);
      return Array.from(piece).length !== (ends[index] ?? 0) - start;
    }
    return start > 0 && characters[start - 1] !== ' ' && characters[start] !== ' ';
  });
}
