import { fail } from '../errors.js';
import type { TokenId } from '../text/tokenizer.js';
import type { ErrorScope } from './items.js';

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
  /** What a text with an error spoils. A single one has no neighbours to spare. */
  readonly scope: ErrorScope;
}

/** What is known of a request's texts before they are looked at. */
export interface InputOptions {
  /** The field that they came in; `inputs` where it is left out. */
  readonly field?: string | undefined;
  /** `request` where it is left out. */
  readonly onError?: ErrorScope | undefined;
}

/** Texts of one request, of which nothing is known but how many they are. */
export type TextInputs = string | readonly string[];

/** A text, or its tokens: with special tokens only where they are among them. */
export type TextOrTokens = string | readonly TokenId[];

/** One text, its tokens, or a list of either. */
export type TokenInputs = string | readonly (TextOrTokens | TokenId)[];

/** The texts of a request, not too many of them; each is yet to be checked: see `checkText`. */
export function readInputs(
  given: TextInputs,
  maxInputs: number,
  { field = 'inputs', onError = 'request' }: InputOptions = {},
): Inputs {
  const single = typeof given === 'string';
  const scope = single ? 'request' : onError;
  const inputs = { texts: single ? [given] : given, single, field, scope };
  checkCount(inputs, maxInputs);
  return inputs;
}

/** The same of texts and lists of tokens: see `checkTokens`. */
export function readTokenInputs(
  given: TokenInputs,
  maxInputs: number,
  { field = 'inputs', onError = 'request' }: InputOptions = {},
): Inputs<TextOrTokens> {
  if (typeof given === 'string') return readInputs(given, maxInputs, { field });
  const list = readList(given, field);
  const scope = list.single ? 'request' : onError;
  checkCount(list, maxInputs);
  return { ...list, scope };
}

/** A list of tokens is one text; REQUEST_INVALID where tokens stand beside texts. */
export function readList<Text extends TextOrTokens>(
  given: readonly (Text | TokenId)[],
  field: string,
): Omit<Inputs<Text | readonly TokenId[]>, 'scope'> {
  const tokens = given.filter((item): item is TokenId => typeof item === 'number');
  const texts = given.filter((item): item is Text => typeof item !== 'number');
  if (tokens.length === 0) return { texts, single: false, field };
  if (texts.length === 0) return { texts: [tokens], single: true, field };
  const detail = `body/${field} holds single tokens beside other things; put them into a list`;
  throw fail('REQUEST_INVALID', { detail });
}

/** INPUTS_TOO_MANY, or INPUT_EMPTY where there is none at all. */
export function checkCount(
  { texts, field }: Pick<Inputs<unknown>, 'texts' | 'field'>,
  limit: number,
): void {
  const count = texts.length;
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

/** Where a text stands, for a message: a single one has no index. */
export const placeOf = (
  { single, field }: Pick<Inputs<unknown>, 'single' | 'field'>,
  index: number,
): InputPlace => ({
  field,
  input: single ? null : index,
});

export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);
