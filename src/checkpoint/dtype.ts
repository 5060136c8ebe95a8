/**
 * Bits that one value of each type takes. The names are those of safetensors (`Dtype` and its
 * `bitsize` in huggingface/safetensors, safetensors/src/tensor.rs). All are known, so that a file
 * that holds, say, a buffer of integers beside its weights can still be placed and opened.
 */
const bitsOfDtype = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
} as const;

/** The type of a tensor's values. */
export type Dtype = keyof typeof bitsOfDtype;

/** True for the names above, in their exact case. */
export const isDtype = (name: string): name is Dtype => Object.hasOwn(bitsOfDtype, name);

/** Bits of one value; not always whole bytes. */
export const bitsOf = (dtype: Dtype): number => bitsOfDtype[dtype];
