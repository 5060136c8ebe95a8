import { fail } from '../errors.js';

/** The texts of one request. A single text has no index in messages. */
export interface Inputs {
  readonly texts: readonly string[];
  readonly single: boolean;
}

/** Checks what every task asks of its texts: not too many, none empty, all well-formed Unicode. */
export function readInputs(inputs: string | readonly string[], maxInputs: number): Inputs {
  const single = typeof inputs === 'string';
  const texts = single ? [inputs] : inputs;
  if (texts.length > maxInputs) {
    throw fail('INPUTS_TOO_MANY', { count: texts.length, limit: maxInputs });
  }
  if (texts.length === 0) throw fail('INPUT_EMPTY', { input: null });
  for (const [index, text] of texts.entries()) {
    const input = single ? null : index;
    if (text === '') throw fail('INPUT_EMPTY', { input });
    // Python refuses such a text too; the tokenizer would silently put U+FFFD in its place.
    if (!isWellFormed(text)) throw fail('INPUT_NOT_UNICODE', { input });
  }
  return { texts, single };
}

/** The index of a text for a message: null for a single one. */
export const indexOf = (inputs: Inputs, index: number): number | null =>
  inputs.single ? null : index;

export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);
