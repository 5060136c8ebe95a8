/** What a model's answers at masked places say about it. */

/** How far down a model's candidates the true token is looked for. */
export const RANKS = 100;

/** What a model gave for one mask. */
export interface Guess {
  /** Place of the true token among the candidates, from 1; null where it is not among the first. */
  readonly rank: number | null;
  /** Natural logarithm of the true token's probability over the whole vocabulary. */
  readonly logProbability: number;
}

/** Numbers over all masks; null where there are none. */
export interface Likelihood {
  readonly masks: number;
  /** Mean of −log P(true token), in nats. */
  readonly crossEntropy: number | null;
  /** exp(cross-entropy). */
  readonly perplexity: number | null;
}

export interface Accuracy {
  /** Shares of the masks whose true token is the first candidate, or one of the first five. */
  readonly top1: number | null;
  readonly top5: number | null;
  /** Mean of 1 / rank, 0 where the true token is not among the first RANKS: MRR@100. */
  readonly reciprocalRank: number | null;
}

/**
 * Adds up −log P of true tokens. With each piece masked alone its perplexity is the
 * pseudo-perplexity of Salazar et al. 2020, "Masked Language Model Scoring", equation 3.
 */
export class LikelihoodSum {
  #masks = 0;
  #sum = 0;

  add(logProbability: number): void {
    this.#masks += 1;
    this.#sum -= logProbability;
  }

  get result(): Likelihood {
    const crossEntropy = ratio(this.#sum, this.#masks);
    const perplexity = crossEntropy === null ? null : Math.exp(crossEntropy);
    return { masks: this.#masks, crossEntropy, perplexity };
  }
}

/** Adds up the guesses of one model. */
export class GuessSum {
  readonly #likelihood = new LikelihoodSum();
  #first = 0;
  #amongFive = 0;
  #reciprocals = 0;

  add({ rank, logProbability }: Guess): void {
    this.#likelihood.add(logProbability);
    if (rank === null) return;
    if (rank === 1) this.#first += 1;
    if (rank <= 5) this.#amongFive += 1;
    this.#reciprocals += 1 / rank;
  }

  get result(): Likelihood & Accuracy {
    const likelihood = this.#likelihood.result;
    const { masks } = likelihood;
    return {
      ...likelihood,
      top1: ratio(this.#first, masks),
      top5: ratio(this.#amongFive, masks),
      reciprocalRank: ratio(this.#reciprocals, masks),
    };
  }
}

/** On how many masks two models have the same first candidate. */
export interface SameCandidates {
  readonly masks: number;
  readonly same: number;
  /** same / masks; null without masks. */
  readonly share: number | null;
}

export class SameCandidatesSum {
  #masks = 0;
  #same = 0;

  add(one: number | undefined, other: number | undefined): void {
    this.#masks += 1;
    if (one === other) this.#same += 1;
  }

  get result(): SameCandidates {
    return { masks: this.#masks, same: this.#same, share: ratio(this.#same, this.#masks) };
  }
}

/** The place of a token among candidates, best first; from 1, null where it is not there. */
export function rankOf(candidates: Int32Array, id: number): number | null {
  const index = candidates.indexOf(id);
  return index < 0 ? null : index + 1;
}

const ratio = (sum: number, count: number): number | null => (count === 0 ? null : sum / count);
