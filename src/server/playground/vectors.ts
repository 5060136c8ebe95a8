/** The cosine of each of these vectors with each other. */
export function cosines(vectors: readonly (readonly number[])[]): number[][] {
  const lengths = vectors.map((vector) => Math.sqrt(dot(vector, vector)));
  return vectors.map((one, row) =>
    vectors.map(
      (other, column) => dot(one, other) / ((lengths[row] ?? 1) * (lengths[column] ?? 1) || 1),
    ),
  );
}

const dot = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);

/** The least and the greatest value beside the diagonal, and where the greatest one is. */
export function rangeOf(matrix: readonly (readonly number[])[]) {
  const pairs = matrix.flatMap((row, one) =>
    row.flatMap((value, other) => (other > one ? [{ one, other, value }] : [])),
  );
  const [first] = pairs;
  if (first === undefined) return null;
  const nearest = pairs.reduce((best, pair) => (pair.value > best.value ? pair : best), first);
  const least = pairs.reduce((lowest, { value }) => Math.min(lowest, value), first.value);
  return { least, greatest: nearest.value, nearest };
}
