/**
 * The most pairs of one of each side that fit together, each item in one pair at most: a maximum
 * bipartite matching, found by augmenting paths (Kuhn 1955; Berge 1957).
 */
export function countPairs<One, Other>(
  ones: readonly One[],
  others: readonly Other[],
  fits: (one: One, other: Other) => boolean,
): number {
  /** Which of the ones each of the others is paired with. */
  const partners = new Map<number, number>();
  const pairUp = (one: number, tried: Set<number>): boolean => {
    const item = ones[one];
    if (item === undefined) return false;
    for (const [other, candidate] of others.entries()) {
      if (tried.has(other) || !fits(item, candidate)) continue;
      tried.add(other);
      const partner = partners.get(other);
      // Taken, but its partner may do with another.
      if (partner !== undefined && !pairUp(partner, tried)) continue;
      partners.set(other, one);
      return true;
    }
    return false;
  };
  return ones.filter((_, one) => pairUp(one, new Set())).length;
}
