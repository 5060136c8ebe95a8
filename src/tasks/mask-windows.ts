import { fail } from '../errors.js';
import type { TokenId, Tokenizer } from '../text/tokenizer.js';
import { encodeMasks, type Window } from '../text/window.js';
import type { InputPlace } from './inputs.js';
import type { ServedModel } from './model.js';

/** TASK_UNSUPPORTED where the model has no head that fills masks. */
export function requireMasks({ manifest, name }: ServedModel, task: string): void {
  if (manifest.model.head.kind !== 'masked-lm')
    throw fail('TASK_UNSUPPORTED', { task, model: name });
}

/**
 * A text cut to a window around its masks, of which it has at least one. MASKS_TOO_FAR_APART,
 * MASK_MISSING, MASKS_TOO_MANY; INPUT_TOO_LONG where it may not be cut.
 *
 * @param spare tokens that the window leaves free
 */
export function encodeMaskWindow(
  { tokenizer, limits }: ServedModel,
  { truncate }: { readonly truncate: boolean },
  text: string,
  place: InputPlace,
  spare = 0,
): Window {
  const limit = limits.rowTokens;
  const window = encodeMasks(tokenizer, text, limit - spare);
  if (window === null) throw fail('MASKS_TOO_FAR_APART', { ...place, limit });
  const { masks, truncated } = window;
  if (masks.length === 0) throw fail('MASK_MISSING', { ...place, mask: tokenizer.maskToken });
  if (masks.length > limits.masks) {
    throw fail('MASKS_TOO_MANY', { ...place, count: masks.length, limit: limits.masks });
  }
  if (truncated && !truncate) throw fail('INPUT_TOO_LONG', { ...place, limit });
  return window;
}

/**
 * A window's text with tokens in the place of one of its masks, without special tokens but with the
 * other masks. The reference shows `<s>` and `</s>` too where a text has several masks; a reader has
 * no use for them.
 */
export function readSequence(
  tokenizer: Tokenizer,
  tokens: Int32Array,
  position: number,
  filling: readonly TokenId[],
): string {
  const isShown = (id: TokenId) => !tokenizer.isSpecial(id) || id === tokenizer.maskId;
  return tokenizer.decode([
    ...Array.from(tokens.subarray(0, position)).filter(isShown),
    ...filling.filter((id) => !tokenizer.isSpecial(id)),
    ...Array.from(tokens.subarray(position + 1)).filter(isShown),
  ]);
}

/** A row's text without special tokens. */
export const readText = (tokenizer: Tokenizer, tokens: Int32Array): string =>
  tokenizer.decode(Array.from(tokens).filter((id) => !tokenizer.isSpecial(id)));
