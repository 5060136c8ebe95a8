/** Probabilities of labels that exclude each other: exp(xᵢ) / Σ exp(x), without overflow. */
export function softmax(logits: Float32Array): Float64Array {
  const most = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const terms = Float64Array.from(logits, (logit) => Math.exp(logit - most));
  const total = terms.reduce((a, b) => a + b, 0);
  return terms.map((term) => term / total);
}

/** Probabilities of labels that do not: 1 / (1 + exp(−x)). */
export const sigmoid = (logits: Float32Array): Float64Array =>
  Float64Array.from(logits, (logit) => 1 / (1 + Math.exp(-logit)));
