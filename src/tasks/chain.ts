import type { Row, RowResult } from '../engine/protocol.js';
import type { TokenId } from '../text/tokenizer.js';
import { makeRow } from './computation.js';

/**
 * The joint probability of the tokens of a word, by the chain rule from left to right: of each
 * token, given the text around the word and the tokens before it, while it and those after it are
 * masked. Words that begin alike share the rows of their beginnings.
 */
export class Chain {
  readonly #tokens: Int32Array;
  readonly #position: number;
  readonly #steps = new Map<string, Step>();

  /** @param tokens with a mask for each token of a word, from `position` on */
  constructor(tokens: Int32Array, position: number) {
    this.#tokens = tokens;
    this.#position = position;
  }

  add(word: readonly TokenId[]): void {
    for (const [index, next] of word.entries()) {
      const beginning = word.slice(0, index);
      const key = beginning.join();
      const step = this.#steps.get(key) ?? { beginning, nexts: new Set(), index: this.#steps.size };
      step.nexts.add(next);
      this.#steps.set(key, step);
    }
  }

  rows(): Row[] {
    return [...this.#steps.values()].map(({ beginning, nexts }) => {
      const tokens = this.#tokens.slice();
      tokens.set(beginning, this.#position);
      const position = this.#position + beginning.length;
      return makeRow(tokens, {
        masks: [{ kind: 'targets', position, ids: Int32Array.from(nexts) }],
      });
    });
  }

  /** Natural logarithm of a word's probability; `results` are those of `rows`, in their order. */
  logLikelihood(word: readonly TokenId[], results: readonly RowResult[]): number {
    return word.reduce((sum, next, index) => {
      const step = this.#steps.get(word.slice(0, index).join());
      const scores = step && results[step.index]?.masks[0];
      return sum + (scores?.logProbabilities[scores.ids.indexOf(next)] ?? NaN);
    }, 0);
  }
}

interface Step {
  readonly beginning: readonly TokenId[];
  readonly nexts: Set<TokenId>;
  /** Of its row. */
  readonly index: number;
}
