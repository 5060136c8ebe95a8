/**
 * Arithmetic of a served model. `int8`: linear layers in 8-bit integers, with a scale for each
 * token and one for each column of a weight; all else in 32-bit floats. `fp16`: everything but
 * softmax and pooling in 16-bit floats, which is for devices that compute in them.
 */
export const precisions = ['fp32', 'int8', 'fp16'] as const;

export type Precision = (typeof precisions)[number];
