/** A text as its words, each of which can be masked or filled, and what lies between them. */

export type Piece = Gap | Word;

/** Spaces and punctuation. */
export interface Gap {
  readonly kind: 'gap';
  readonly text: string;
}

export interface Word {
  readonly kind: 'word';
  /** As it was written; empty where a mask was written in its place. */
  readonly text: string;
  readonly slot: Slot;
}

export type Slot =
  | { readonly state: 'written' }
  | { readonly state: 'masked' }
  /** `glued` belongs to the word before it, without a space. */
  | { readonly state: 'filled'; readonly by: string; readonly glued: boolean };

export const written: Slot = { state: 'written' };
export const masked: Slot = { state: 'masked' };

/** How people write a mask: three underscores or more. */
export const BLANK = '___';

/** Words may have inner marks: `3,5`, `pT2b/N0`, `tóraco-abdominal`. */
const WORD = /[\p{L}\p{N}\p{M}]+(?:[-'’.,/+][\p{L}\p{N}\p{M}]+)*/u;

/** Splits a text; a mask is a blank, or as the model writes it. */
export function split(text: string, maskToken: string): Piece[] {
  const unit = new RegExp(`(_{3,}|${escape(maskToken)})|(${WORD.source})`, 'gu');
  const pieces: Piece[] = [];
  let end = 0;
  for (const found of text.matchAll(unit)) {
    if (found.index > end) pieces.push({ kind: 'gap', text: text.slice(end, found.index) });
    const [whole, mask] = found;
    pieces.push(
      mask === undefined
        ? { kind: 'word', text: whole, slot: written }
        : { kind: 'word', text: '', slot: masked },
    );
    end = found.index + whole.length;
  }
  if (end < text.length) pieces.push({ kind: 'gap', text: text.slice(end) });
  return pieces;
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** The text with `maskToken` for each mask, as the model reads it. */
export function join(pieces: readonly Piece[], maskToken: string): string {
  return pieces.reduce((text, piece) => {
    if (piece.kind === 'gap') return text + piece.text;
    switch (piece.slot.state) {
      case 'written':
        return text + piece.text;
      case 'masked':
        return text + maskToken;
      case 'filled':
        return (piece.slot.glued ? text.trimEnd() : text) + piece.slot.by;
    }
  }, '');
}

export const isMasked = (piece: Piece): boolean =>
  piece.kind === 'word' && piece.slot.state === 'masked';

/** The pieces, with another slot in the place of one. */
export const withSlot = (pieces: readonly Piece[], place: number, slot: Slot): Piece[] =>
  pieces.map((piece, index) =>
    index === place && piece.kind === 'word' ? { ...piece, slot } : piece,
  );

/**
 * What a click on a word does: masks it, or gives back what was written. A mask that was written
 * as one has nothing to give back, and stays.
 */
export const toggled = ({ slot, text }: Word): Slot =>
  slot.state === 'masked' && text !== '' ? written : masked;

/**
 * A token's text as a filling. Vocabularies tell in two ways that a token only goes on with the
 * word before it: BERT's by `##`, byte-level ones by the missing space that the others have.
 */
export function readToken(
  token: string,
  othersHaveSpaces: boolean,
): { by: string; glued: boolean } {
  if (token.startsWith('##')) return { by: token.slice(2), glued: true };
  return { by: token.trim(), glued: othersHaveSpaces && !token.startsWith(' ') };
}
