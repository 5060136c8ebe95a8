/** Kullback-Leibler divergences in nats: what it costs to take one distribution for another. */

/** Of two distributions over the same values; a value that never happens costs nothing. */
export function divergence(truth: ArrayLike<number>, guess: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < truth.length; index++) {
    const probability = truth[index] ?? 0;
    if (probability > 0) sum += probability * (surprise(guess[index] ?? 0) - surprise(probability));
  }
  // Rounding may take a small one below 0.
  return Math.max(sum, 0);
}

/**
 * What one value costs, in nats; rounded to 0 or no number, as much as the least above 0, since no
 * sum could hold what is infinite.
 */
const surprise = (probability: number): number =>
  -Math.log(probability > 0 ? probability : Number.MIN_VALUE);

/**
 * Of two distributions of which only some values are known: all others count as one value, which
 * makes it at most what it is over all (data processing inequality).
 *
 * @param truth natural logarithms of probabilities
 * @param guess likewise, of the same values
 */
export function partialDivergence(truth: Float32Array, guess: Float32Array): number {
  const known = Array.from(truth, Math.exp);
  const guessed = Array.from(guess, Math.exp);
  return divergence([...known, rest(known)], [...guessed, rest(guessed)]);
}

/** What the known values leave. Rounding may take it below 0, and must not make it impossible. */
const rest = (probabilities: readonly number[]): number =>
  Math.max(1 - probabilities.reduce((a, b) => a + b, 0), 1e-9);

/** Of two answers to a question of yes or no, each by the probability of yes. */
export const binaryDivergence = (truth: number, guess: number): number =>
  divergence([truth, 1 - truth], [guess, 1 - guess]);
