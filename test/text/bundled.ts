import { Tokenizer } from '../../src/text/tokenizer.js';
import { readJson } from '../root.js';

const folder = 'models/clinical-es-mini';

/** The bundled model's tokenizer as it lies on disk. */
export const tokenizerJson = readJson(`${folder}/tokenizer.json`);
export const tokenizerConfig = readJson(`${folder}/tokenizer_config.json`);

export const tokenizer = new Tokenizer(tokenizerJson, tokenizerConfig, 'tokenizer.json');

/** Ids of exact pieces of the vocabulary, so that a test can be read. */
export const idsOf = (...pieces: string[]): number[] =>
  pieces.map((piece) => {
    const id = tokenizer.idOf(piece);
    if (id === undefined) throw new Error(`the bundled vocabulary has no piece ${piece}`);
    return id;
  });

/** The vocabulary's pieces of token ids. */
export const piecesOf = (ids: Iterable<number>): string[] =>
  Array.from(ids, (id) => tokenizer.decode([id]));

/** The bundled tokenizer, remembering the texts that it was given. */
export class WatchedTokenizer extends Tokenizer {
  readonly seen: string[] = [];

  constructor() {
    super(tokenizerJson, tokenizerConfig, 'tokenizer.json');
  }

  override encode(text: string): number[] {
    this.seen.push(text);
    return super.encode(text);
  }
}
