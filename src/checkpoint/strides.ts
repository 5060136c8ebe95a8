/**
 * Views of a run of values: a shape, and for each dimension the stride, the number of values from
 * one index to the next. Strides never go backwards.
 */
export interface View {
  readonly shape: readonly number[];
  /** As many as `shape`. */
  readonly strides: readonly number[];
}

/** Values of a shape; null past 2^53, even where a later dimension is 0. */
export function countValues(shape: readonly number[]): number | null {
  let count = 1;
  for (const dimension of shape) {
    count *= dimension;
    if (!Number.isSafeInteger(count)) return null;
  }
  return count;
}

/** Values from the first to the last, both included; 0 for an empty view, null past 2^53. */
export function spanOf({ shape, strides }: View): number | null {
  if (shape.includes(0)) return 0;
  let last = 0;
  for (const [axis, dimension] of shape.entries()) {
    last += (dimension - 1) * (strides[axis] ?? 0);
    if (!Number.isSafeInteger(last)) return null;
  }
  return last + 1;
}

/** Whether the values lie in the order in which they are read, the last index fastest. */
export function isRowMajor({ shape, strides }: View): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const dimension = shape[axis] ?? 0;
    // A single index makes no step, so its stride may be anything.
    if (dimension !== 1 && strides[axis] !== expected) return false;
    expected *= dimension;
  }
  return true;
}

/**
 * Copies the values of a view in row-major order.
 *
 * @param values at least the view's span, beginning with its first value
 */
export function gather(values: Float32Array, { shape, strides }: View): Float32Array {
  const result = new Float32Array(shape.reduce((product, dimension) => product * dimension, 1));
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to += 1) {
    result[to] = values[from] ?? 0;
    // Count up like an odometer: a wheel that is full goes back to 0 and moves the next.
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const stride = strides[axis] ?? 0;
      const next = (index[axis] ?? 0) + 1;
      from += stride;
      if (next < (shape[axis] ?? 0)) {
        index[axis] = next;
        break;
      }
      from -= next * stride;
      index[axis] = 0;
    }
  }
  return result;
}
