import { fail } from '../errors.js';
import type { TokenId } from '../text/tokenizer.js';

/** Where an input stands in a request: see `InputField` in errors/requests.ts. */
export interface InputPlace {
  readonly field: string;
  readonly input: number | null;
}

/** The texts of one request. A single text has no index in messages. */
export interface Inputs<Text = string> {
  readonly texts: readonly Text[];
  readonly single: boolean;
  /** The field that they came in. */
  readonly field: string;
}

/** A text, or its tokens: with special tokens only where they are among them. */
export type TextOrTokens = string | readonly TokenId[];

/** One text, its tokens, or a list of either. */
export type TokenInputs = string | readonly (TextOrTokens | TokenId)[];

/** Checks what every task asks of its texts: not too many, none empty, all well-formed Unicode. */
export function readInputs(
  given: string | readonly string[],
  maxInputs: number,
  field = 'inputs',
): Inputs {
  const single = typeof given === 'string';
  const inputs = { texts: single ? [given] : given, single, field };
  checkCount(inputs, maxInputs);
  for (const [index, text] of inputs.texts.entries()) checkText(text, placeOf(inputs, index));
  return inputs;
}

/** The same of texts and lists of tokens, which have to be in the vocabulary. */
export function readTokenInputs(
  given: TokenInputs,
  { maxInputs, vocabularySize }: { readonly maxInputs: number; readonly vocabularySize: number },
  field = 'inputs',
): Inputs<TextOrTokens> {
  const inputs =
    typeof given === 'string' ? { texts: [given], single: true, field } : readList(given, field);
  checkCount(inputs, maxInputs);
  for (const [index, text] of inputs.texts.entries()) {
    const place = placeOf(inputs, index);
    if (typeof text === 'string') checkText(text, place);
    else checkTokens(text, vocabularySize, place);
  }
  return inputs;
}

/** A list of tokens is one text; REQUEST_INVALID where tokens stand beside texts. */
export function readList<Text extends TextOrTokens>(
  given: readonly (Text | TokenId)[],
  field: string,
): Inputs<Text | readonly TokenId[]> {
  const tokens = given.filter((item): item is TokenId => typeof item === 'number');
  const texts = given.filter((item): item is Text => typeof item !== 'number');
  if (tokens.length === 0) return { texts, single: false, field };
  if (texts.length === 0) return { texts: [tokens], single: true, field };
  const detail = `body/${field} holds single tokens beside other things; put them into a list`;
  throw fail('REQUEST_INVALID', { detail });
}

/** INPUTS_TOO_MANY, or INPUT_EMPTY where there is none at all. */
export function checkCount({ texts, field }: Inputs<unknown>, limit: number): void {
  const count = texts.length;
  if (count > limit) throw fail('INPUTS_TOO_MANY', { field, count, limit });
  if (count === 0) throw fail('INPUT_EMPTY', { field, input: null });
}

/** INPUT_EMPTY or INPUT_NOT_UNICODE; `place` is for the message. */
function checkText(text: string, place: InputPlace): void {
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

/** Where a text stands, for a message: a single one has no index. */
export const placeOf = ({ single, field }: Inputs<unknown>, index: number): InputPlace => ({
  field,
  input: single ? null : index,
});

export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);
