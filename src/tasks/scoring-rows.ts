import type { MaskQuery, MaskScores, Row, RowResult } from '../engine/protocol.js';
import type { Word } from '../text/words.js';
import { makeRow } from './computation.js';
import type { ServedModel } from './model.js';

/**
 * What is masked when a token of a word is scored: the token alone (Salazar et al. 2020, "Masked
 * Language Model Scoring"), or also those of its word that come after it (Kauf and Ivanova 2023, "A
 * Better Way to Do Masked Language Model Scoring": PLL-word-l2r), without which the end of a long
 * word gives its beginning away.
 */
export const scoringMethods = ['within_word_l2r', 'original'] as const;
export type ScoringMethod = (typeof scoringMethods)[number];

export interface ScoringText {
  readonly characters: readonly string[];
  /** Without the special tokens around the text. */
  readonly tokens: Int32Array;
  readonly words: readonly Word[];
  readonly truncated: boolean;
}

export interface ScoringRequest {
  readonly method: ScoringMethod;
  /** Tokens of a row, special ones included. */
  readonly window: number;
  /** Tokens to ask about for the place of each word. */
  readonly topK: number;
}

interface WordScores {
  readonly word: Word;
  /** Null for a word that has no scores. */
  readonly logLikelihood: number | null;
  /** Null where nobody asked, and for a word that has no scores. */
  readonly alternatives: MaskScores | null;
}

/** The rows that score the words of one text: one for each token, and those for alternatives. */
export class ScoringRows {
  readonly #model: ServedModel;
  readonly #request: ScoringRequest;
  /** Tokens of the text in a row. */
  readonly #room: number;

  constructor(
    model: ServedModel,
    request: ScoringRequest,
    readonly text: ScoringText,
  ) {
    this.#model = model;
    this.#request = request;
    const { prefix, suffix } = model.tokenizer;
    const window = Math.min(request.window, model.limits.rowTokens);
    this.#room = Math.max(1, window - prefix.length - suffix.length);
  }

  /** Whether no row has all of the text. */
  get windowed(): boolean {
    return this.text.tokens.length > this.#room;
  }

  /** Tokens of all rows, at most. */
  get computedTokens(): number {
    const { prefix, suffix } = this.#model.tokenizer;
    const length = Math.min(this.#room, this.text.tokens.length) + prefix.length + suffix.length;
    const words = this.text.words.filter((word) => this.#isKnown(word));
    return words.reduce((sum, word) => sum + this.#rowsFor(word) * length, 0);
  }

  rows(): Row[] {
    return this.text.words.filter((word) => this.#isKnown(word)).flatMap((word) => this.#ask(word));
  }

  /** @param results those of `rows`, in their order */
  read(results: readonly RowResult[]): WordScores[] {
    let next = 0;
    return this.text.words.map((word) => {
      if (!this.#isKnown(word)) return { word, logLikelihood: null, alternatives: null };
      const own = results.slice(next, (next += this.#rowsFor(word)));
      let logLikelihood = 0;
      for (let index = 0; index < word.to - word.from; index++) {
        logLikelihood += own[index]?.masks[0]?.logProbabilities[0] ?? NaN;
      }
      const last = own.at(-1)?.masks.at(-1) ?? null;
      return { word, logLikelihood, alternatives: this.#request.topK > 0 ? last : null };
    });
  }

  /** A special token, or one for what the vocabulary lacks, has no probability of its own. */
  #isKnown({ from, to }: Word): boolean {
    const { tokenizer } = this.#model;
    return !this.text.tokens
      .subarray(from, to)
      .some((id) => tokenizer.isSpecial(id) || id === tokenizer.unknownId);
  }

  /** Whether the one row of a word can be asked about alternatives too. */
  #sharesRow({ from, to }: Word): boolean {
    return to - from === 1 && this.#model.limits.masks > 1;
  }

  #rowsFor(word: Word): number {
    const extra = this.#request.topK > 0 && !this.#sharesRow(word) ? 1 : 0;
    return word.to - word.from + extra;
  }

  /** One row for each token; the last one has the question about alternatives, if there is one. */
  #ask(word: Word): Row[] {
    const { from, to } = word;
    const k = this.#request.topK;
    const rows: Row[] = [];
    for (let at = from; at < to; at++) {
      const end = this.#request.method === 'original' ? at + 1 : to;
      const asksMore = k > 0 && this.#sharesRow(word);
      rows.push(
        this.#mask(word, at, end, end - at, (position) => [
          { kind: 'targets', position, ids: this.text.tokens.slice(at, at + 1) },
          ...(asksMore ? [{ kind: 'top', position, k } as const] : []),
        ]),
      );
    }
    if (k > 0 && !this.#sharesRow(word)) {
      rows.push(this.#mask(word, from, to, 1, (position) => [{ kind: 'top', position, k }]));
    }
    return rows;
  }

  /** A row in which so many masks stand for the tokens from `from` up to `to`, which it asks about. */
  #mask(
    word: Word,
    from: number,
    to: number,
    masks: number,
    ask: (position: number) => readonly MaskQuery[],
  ): Row {
    const { prefix, suffix, maskId } = this.#model.tokenizer;
    const { tokens } = this.text;
    const [start, end] = this.#around(word, from);
    const cut = Math.min(to, end);
    const masked = Array.from({ length: Math.min(masks, cut - from) }, () => maskId);
    const row = [...tokens.subarray(start, from), ...masked, ...tokens.subarray(cut, end)];
    const position = prefix.length + from - start;
    return makeRow(Int32Array.from([...prefix, ...row, ...suffix]), { masks: ask(position) });
  }

  /** The part of the text that a row has: the word in its middle, or of a longer one its token. */
  #around({ from, to }: Word, at: number): readonly [start: number, end: number] {
    const { length } = this.text.tokens;
    const middle = to - from <= this.#room ? (from + to) / 2 : at;
    const start = Math.max(0, Math.min(Math.floor(middle - this.#room / 2), length - this.#room));
    return [start, Math.min(start + this.#room, length)];
  }
}
