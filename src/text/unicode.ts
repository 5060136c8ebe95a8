/**
 * Classes of characters as the tokenizers crate means them. JavaScript's own differ: its `\s` takes
 * U+FEFF in and leaves U+0085 out.
 */

export const WHITE_SPACE = /\p{White_Space}/gu;

/** All of it: no more has been added since Unicode 6.3. */
export const WHITE_SPACES =
  '\t\n\v\f\r \u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000';

export const isWhiteSpace = (character: string): boolean => /^\p{White_Space}$/u.test(character);

/** A letter, mark, digit or connector: `\w` of the regex crate. */
export const isWordCharacter = (character: string): boolean =>
  /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u.test(character);

/** Punctuation of Unicode and of ASCII, `$` and `+` too. */
export const PUNCTUATION = /[\p{P}!-/:-@[-`{-~]/gu;

/**
 * What BERT's cleaning removes: control, format and private characters, but not the line breaks and
 * tabs that it takes for spaces. The formats are those of Unicode 8, which the crate stopped at.
 */
export const isControl = (character: string): boolean =>
  /^[\p{Cc}\p{Cf}\p{Co}\uFFFD]$/u.test(character) &&
  !/^[\t\n\r\u0890\u0891\u08E2\u{110CD}\u{13430}-\u{1343F}]$/u.test(character);

/** BERT's blocks of Chinese characters, of which each is a word. */
export const isChinese = (character: string): boolean =>
  /^[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B81F}\u{2B920}-\u{2CEAF}\u{2F800}-\u{2FA1F}]$/u.test(
    character,
  );

/** UTF-16 units of the spaces before a place, none of them before `from`. */
export function spacesBefore(text: string, at: number, from: number): number {
  let start = at;
  // All white space is of one unit.
  while (start > from && isWhiteSpace(text.charAt(start - 1))) start--;
  return at - start;
}

export function spacesAfter(text: string, at: number): number {
  let end = at;
  while (end < text.length && isWhiteSpace(text.charAt(end))) end++;
  return end - at;
}
