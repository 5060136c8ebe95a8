import type { Model, Piece } from './pieces.js';
import { listOf, type Options, type Refuse } from './options.js';
import type { TokenId } from './vocabulary.js';

/** What an unknown character costs below the worst piece (K_UNK_PENALTY of unigram/model.rs). */
const UNKNOWN_PENALTY = 10;

/**
 * SentencePiece's Unigram: of all ways to write a text in pieces, the one with the highest sum of
 * scores (encode_optimized of unigram/model.rs). Scores are added up from the start of the text, as
 * there: the order decides between ways that are equal but for rounding, such as those of `aaa`.
 */
export class Unigram implements Model {
  readonly vocabulary: ReadonlyMap<string, TokenId>;
  readonly prefix = '';
  readonly #unknownId: TokenId;
  readonly #unknownScore: number;
  readonly #scores: Float64Array;
  /** Characters of the longest piece that begins with a character. */
  readonly #longest: ReadonlyMap<string, number>;

  constructor(options: Options, refuse: Refuse) {
    options.only('byte_fallback', false);
    const pieces = options.list('vocab').map((entry, id) => readPiece(entry, id, refuse));
    this.vocabulary = new Map(pieces.map(({ text }, id) => [text, id]));
    if (this.vocabulary.size < pieces.length) {
      const twice = pieces.find(({ text }, id) => this.vocabulary.get(text) !== id);
      throw refuse(`its vocabulary has the piece ${twice?.text ?? ''} twice`);
    }
    this.#unknownId = options.count('unk_id');
    if (pieces[this.#unknownId] === undefined) throw options.refuse('unk_id', this.#unknownId);
    this.#scores = Float64Array.from(pieces, ({ score }) => score);
    this.#unknownScore = this.#scores.reduce((a, b) => Math.min(a, b)) - UNKNOWN_PENALTY;
    const longest = new Map<string, number>();
    for (const { text } of pieces) {
      const [first = '', ...others] = text;
      longest.set(first, Math.max(longest.get(first) ?? 0, 1 + others.length));
    }
    this.#longest = longest;
  }

  tokenize(part: string): Piece[] {
    const starts = this.#findBest(part);
    const pieces: Piece[] = [];
    let unknowns = 0;
    for (let end = part.length; end > 0;) {
      const start = starts[end] ?? 0;
      const text = part.slice(start, end);
      const id = this.vocabulary.get(text);
      // Neighbours that nobody knows are one token.
      if (id === undefined && unknowns > 0) {
        const after = pieces.pop();
        const joined = text + (after?.text ?? '');
        pieces.push({ id: this.#unknownId, length: joined.length, text: joined });
      } else pieces.push({ id: id ?? this.#unknownId, length: text.length, text });
      unknowns = id === undefined ? unknowns + 1 : 0;
      end = start;
    }
    return pieces.reverse();
  }

  /** For each place that a piece can end at, where it begins on the best way there (Viterbi). */
  #findBest(part: string): Int32Array {
    const starts = new Int32Array(part.length + 1).fill(-1);
    const best = new Float64Array(part.length + 1);
    const offer = (start: number, end: number, score: number) => {
      const sum = score + (best[start] ?? 0);
      // Of equals the first: the piece that began earlier.
      if (starts[end] !== -1 && sum <= (best[end] ?? 0)) return;
      starts[end] = start;
      best[end] = sum;
    };
    const ends = characterEnds(part);
    let start = 0;
    for (const [index, firstEnd] of ends.entries()) {
      const longest = this.#longest.get(part.slice(start, firstEnd)) ?? 0;
      for (let count = 0; count < longest; count++) {
        const end = ends[index + count];
        if (end === undefined) break;
        const id = this.vocabulary.get(part.slice(start, end));
        if (id !== undefined) offer(start, end, this.#scores[id] ?? 0);
      }
      if (!this.vocabulary.has(part.slice(start, firstEnd))) {
        offer(start, firstEnd, this.#unknownScore);
      }
      start = firstEnd;
    }
    return starts;
  }
}

function readPiece(entry: unknown, id: number, refuse: Refuse) {
  const [text, score] = listOf(entry);
  if (typeof text !== 'string' || typeof score !== 'number') {
    throw refuse(`its piece ${id} is not a text with a score`);
  }
  return { text, score };
}

/** Where each character of a text ends, in UTF-16 units. */
function characterEnds(text: string): number[] {
  const ends: number[] = [];
  let end = 0;
  for (const character of text) ends.push((end += character.length));
  return ends;
}
