import { fail } from '../errors.js';
import type { TokenId } from '../text/tokenizer.js';

/** Where an input stands in a request: see `InputField` in errors/requests.ts. */
export interface InputPlace {
  readonly field?: string;
  readonly input: number | null;
}

/** The texts of one request. A single text has no index in messages. */
export interface Inputs {
  readonly texts: readonly string[];
  readonly single: boolean;
}

/** Checks what every task asks of its texts: not too many, none empty, all well-formed Unicode. */
export function readInputs(inputs: string | readonly string[], maxInputs: number): Inputs {
  const single = typeof inputs === 'string';
  const texts = single ? [inputs] : inputs;
  checkCount(texts.length, maxInputs);
  for (const [index, text] of texts.entries()) checkText(text, { input: single ? null : index });
  return { texts, single };
}

/** INPUTS_TOO_MANY, or INPUT_EMPTY where there is none at all. */
export function checkCount(count: number, limit: number, field = 'inputs'): void {
  if (count > limit) throw fail('INPUTS_TOO_MANY', { field, count, limit });
  if (count === 0) throw fail('INPUT_EMPTY', { field, input: null });
}

/** INPUT_EMPTY or INPUT_NOT_UNICODE; `place` is for the message. */
export function checkText(text: string, place: InputPlace): void {
  if (text === '') throw fail('INPUT_EMPTY', place);
  // Python refuses such a text too; the tokenizer would silently put U+FFFD in its place.
  if (!isWellFormed(text)) throw fail('INPUT_NOT_UNICODE', place);
}

/** INPUT_EMPTY, or TOKEN_UNKNOWN where the model has no token of an id. */
export function checkTokens(
  ids: readonly TokenId[],
  vocabularySize: number,
  place: InputPlace,
): void {
  if (ids.length === 0) throw fail('INPUT_EMPTY', place);
  const index = ids.findIndex((id) => id >= vocabularySize);
  if (index >= 0) throw fail('TOKEN_UNKNOWN', { ...place, index, size: vocabularySize });
}

/** The index of a text for a message: null for a single one. */
export const indexOf = (inputs: Inputs, index: number): number | null =>
  inputs.single ? null : index;

export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);
