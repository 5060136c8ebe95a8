import type { TokenId, Vocabulary } from './vocabulary.js';

/** A token of a part of a text. */
export interface Piece {
  readonly id: TokenId;
  /** UTF-16 units of the part that it covers. */
  readonly length: number;
  /** As the vocabulary writes it; what could not be found, as the library names it. */
  readonly text: string;
}

/** What turns a part of a text into tokens. */
export interface Model {
  readonly vocabulary: Vocabulary;
  /** What pieces begin with that go on with a word; empty where they are not marked. */
  readonly prefix: string;
  tokenize(part: string): readonly Piece[];
}

/** The model of the tokenizers library: pieces of parts, end to end. */
export interface LibraryModel {
  encode(parts: string[]): string[];
}
