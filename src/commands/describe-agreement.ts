import type { Agreement } from '../package/manifest.js';
import { count, percent } from './numbers.js';

/** Such as `decides as in fp32 in 97.3 % of 1,200 cases (divergence 0.00080 nats); cosine of its …`. */
export function describeAgreement(agreement: Agreement): string {
  const { cosine, decisions, divergence, leastCosine, same } = agreement;
  const vectors = `cosine of its vectors ${cosine.toFixed(5)}, at least ${leastCosine.toFixed(5)}`;
  if (same === null) return vectors;
  const apart = divergence === null ? '' : ` (divergence ${divergence.toFixed(5)} nats)`;
  return `decides as in fp32 in ${percent(same)} of ${count(decisions)} cases${apart}; ${vectors}`;
}
