import type { AddedTokens, Section } from './added-tokens.js';
import type { Aligned } from './aligned.js';
import { BYTE_SPACE } from './bytes.js';
import type { Model } from './pieces.js';
import type { PostProcessor } from './post-processor.js';
import type { PreTokenizer } from './pre-tokenizer.js';
import { isWhiteSpace } from './unicode.js';
import type { TokenId } from './vocabulary.js';

/** Tokens of a text, and where each of them is in it, in code points (characters of Python). */
export interface Encoded {
  readonly ids: TokenId[];
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** The parts of a tokenizer that a text goes through, in their order. */
export interface Pipeline {
  readonly added: AddedTokens;
  readonly preTokenize: PreTokenizer;
  readonly model: Model;
  readonly postProcessor: PostProcessor;
}

/** Token ids of a text, without the special tokens around it. */
export function encode(pipeline: Pipeline, text: string): TokenId[] {
  const ids: TokenId[] = [];
  for (const { part, token } of pipeline.added.split(text)) {
    if (token !== null) ids.push(token.id);
    else {
      for (const { text: word } of pipeline.preTokenize(part)) {
        for (const { id } of pipeline.model.tokenize(word)) ids.push(id);
      }
    }
  }
  return ids;
}

/**
 * The same with offsets. They are those of the tokenizers crate: a piece that has some of a
 * character's bytes covers all of the character, an unknown token all of what is unknown, and a
 * space that the tokenizer put at the start of a text covers the first character (unless offsets
 * are trimmed, as RoBERTa's are).
 */
export function encodeWithOffsets(pipeline: Pipeline, text: string): Encoded {
  const spans = new Spans(pipeline.postProcessor);
  for (const section of pipeline.added.split(text)) addSection(spans, pipeline, section);
  return spans.finish();
}

function addSection(spans: Spans, { preTokenize, model }: Pipeline, { part, token }: Section) {
  if (token !== null) {
    // Its text has the spaces that it took.
    spans.add(token.id, part.text, part, 0, part.text.length);
    return;
  }
  for (const word of preTokenize(part)) {
    let from = 0;
    for (const { id, length, text } of model.tokenize(word.text)) {
      spans.add(id, text, word, from, from + length);
      from += length;
    }
  }
}

/** Collects tokens with their offsets. */
class Spans {
  readonly #postProcessor: PostProcessor;
  readonly #ids: TokenId[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  constructor(postProcessor: PostProcessor) {
    this.#postProcessor = postProcessor;
  }

  /** A token that covers the units of an aligned text from one to another. */
  add(id: TokenId, piece: string, { starts, ends }: Aligned, from: number, to: number): void {
    let start = starts[from] ?? 0;
    let end = ends[to - 1] ?? start;
    for (const { addsSpace } of this.#postProcessor.trims) {
      const isFirst = this.#ids.length === 0 || start === 0;
      const leading = countSpaces(piece);
      // A single space at the start was put there; more of them were in the text.
      if (!(isFirst && addsSpace && leading === 1)) start = Math.min(start + leading, end);
      const trailing = countSpaces(Array.from(piece).reverse());
      if (end >= trailing) end = Math.max(end - trailing, start);
    }
    this.#ids.push(id);
    this.#starts.push(start);
    this.#ends.push(end);
  }

  finish(): Encoded {
    const [starts, ends] = [Int32Array.from(this.#starts), Int32Array.from(this.#ends)];
    return { ids: this.#ids, starts, ends };
  }
}

/** Spaces that a piece begins with, in characters. */
function countSpaces(piece: Iterable<string>): number {
  let count = 0;
  for (const character of piece) {
    if (character !== BYTE_SPACE && !isWhiteSpace(character)) break;
    count++;
  }
  return count;
}
