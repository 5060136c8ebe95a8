/**
 * A text on its way to tokens, and where each part of it comes from. The counterpart of
 * NormalizedString in the tokenizers crate (src/tokenizer/normalizer.rs), with its rules for what a
 * changed character stands for, so that offsets are the same.
 */
export interface Aligned {
  readonly text: string;
  /** For each UTF-16 unit of `text`: its first character in the original text, in code points. */
  readonly starts: Int32Array;
  /** And the end of its last one. */
  readonly ends: Int32Array;
}

/**
 * A character of a changed text: 0 where it stands for the next character of the old text, 1 where
 * it was put in after it, -n where the old text's n characters after it are gone.
 */
export type Change = readonly [character: string, change: number];

/** What becomes of the parts of a text that a pattern matches (SplitDelimiterBehavior). */
export type Behaviour =
  'removed' | 'isolated' | 'contiguous' | 'merged_with_previous' | 'merged_with_next';

export function align(text: string): Aligned {
  const starts = new Int32Array(text.length);
  const ends = new Int32Array(text.length);
  let characters = 0;
  for (let unit = 0; unit < text.length; characters++) {
    const next = unit + lengthAt(text, unit);
    starts.fill(characters, unit, next);
    ends.fill(characters + 1, unit, next);
    unit = next;
  }
  return { text, starts, ends };
}

/** The part from one UTF-16 unit to another. */
export const slice = ({ text, starts, ends }: Aligned, from: number, to: number): Aligned => ({
  text: text.slice(from, to),
  starts: starts.subarray(from, to),
  ends: ends.subarray(from, to),
});

/** The text that changes make of another; `skipped` characters at its start are gone. */
export function transform(old: Aligned, changes: readonly Change[], skipped = 0): Aligned {
  let at = 0;
  const pass = (characters: number) => {
    for (let count = 0; count < characters; count++) at += lengthAt(old.text, at);
  };
  pass(skipped);
  const builder = new Builder(old);
  for (const [character, change] of changes) {
    builder.add(character, change > 0 ? at - 1 : at);
    if (change <= 0) pass(1 - change);
  }
  return builder.finish();
}

/** Only the characters that `keep` wants. */
export function filter(old: Aligned, keep: (character: string) => boolean): Aligned {
  const builder = new Builder(old);
  let at = 0;
  for (const character of old.text) {
    if (keep(character)) builder.add(character, at);
    at += character.length;
  }
  return builder.finish();
}

/** Each character becomes those of a string, which all stand for it. */
export function expand(old: Aligned, change: (character: string) => string): Aligned {
  const builder = new Builder(old);
  let at = 0;
  for (const character of old.text) {
    builder.add(change(character), at);
    at += character.length;
  }
  return builder.finish();
}

/** Puts a string before a text that is not empty; it stands for the text's first character. */
export function prepend(old: Aligned, start: string): Aligned {
  if (old.text === '') return old;
  const builder = new Builder(old);
  builder.add(start, 0);
  builder.addRange(0, old.text.length);
  return builder.finish();
}

/** Puts a string in the place of all matches; it stands for the last character of each. */
export function replace(old: Aligned, pattern: RegExp, content: string): Aligned {
  const builder = new Builder(old);
  let from = 0;
  for (const { 0: match, index } of old.text.matchAll(pattern)) {
    builder.addRange(from, index);
    from = index + match.length;
    builder.add(content, from - 1);
  }
  if (from === 0) return old;
  builder.addRange(from, old.text.length);
  return builder.finish();
}

/** Splits a text where a pattern (global, never empty) matches; empty parts are left out. */
export function split(whole: Aligned, pattern: RegExp, behaviour: Behaviour): Aligned[] {
  const parts: { from: number; to: number; readonly match: boolean }[] = [];
  const add = (from: number, to: number, match: boolean) => {
    if (from < to) join(parts, from, to, match, behaviour);
  };
  let from = 0;
  for (const { 0: match, index } of whole.text.matchAll(pattern)) {
    add(from, index, false);
    from = index + match.length;
    add(index, from, true);
  }
  add(from, whole.text.length, false);
  return parts
    .filter(({ match }) => behaviour !== 'removed' || !match)
    .map(({ from, to }) => slice(whole, from, to));
}

/** Adds a part to those before it, or makes one with the last of them. */
function join(
  parts: { from: number; to: number; match: boolean }[],
  from: number,
  to: number,
  match: boolean,
  behaviour: Behaviour,
): void {
  const last = parts.at(-1);
  const merged =
    last !== undefined &&
    ((behaviour === 'contiguous' && last.match === match) ||
      (behaviour === 'merged_with_previous' && match && !last.match) ||
      (behaviour === 'merged_with_next' && !match && last.match));
  if (!merged) {
    parts.push({ from, to, match });
    return;
  }
  last.to = to;
  last.match = match;
}

/** UTF-16 units of the character at a place; 1 at the end of the text and for half a character. */
const lengthAt = (text: string, at: number): number =>
  (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;

/** Builds an aligned text from pieces of another one. */
class Builder {
  readonly #old: Aligned;
  readonly #text: string[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  constructor(old: Aligned) {
    this.#old = old;
  }

  /** Characters that stand for what the unit `source` of the old text stands for. */
  add(characters: string, source: number): void {
    const { starts, ends } = this.#old;
    // Before the first character there is nothing to stand for.
    const start = starts[source] ?? starts[0] ?? 0;
    const end = source < 0 ? start : (ends[source] ?? start);
    this.#text.push(characters);
    for (let unit = 0; unit < characters.length; unit++) {
      this.#starts.push(start);
      this.#ends.push(end);
    }
  }

  /** The old text from one unit to another, as it is. */
  addRange(from: number, to: number): void {
    const { text, starts, ends } = this.#old;
    this.#text.push(text.slice(from, to));
    for (let unit = from; unit < to; unit++) {
      this.#starts.push(starts[unit] ?? 0);
      this.#ends.push(ends[unit] ?? 0);
    }
  }

  finish(): Aligned {
    const text = this.#text.join('');
    return { text, starts: Int32Array.from(this.#starts), ends: Int32Array.from(this.#ends) };
  }
}
