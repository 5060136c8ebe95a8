import type { Encoded, TokenId, Tokenizer } from './tokenizer.js';
import { isWhiteSpace } from './unicode.js';

/** What of a text the model sees. */
export interface Window {
  /** With the special tokens; at most the model's limit. */
  readonly tokens: Int32Array;
  /** Where mask tokens stand in `tokens`. */
  readonly masks: readonly number[];
  /** Whether something was cut away. */
  readonly truncated: boolean;
}

/** The start of a text with where each of its tokens is. */
export interface OffsetWindow {
  /** With the special tokens; at most the model's limit. */
  readonly tokens: Int32Array;
  /** In code points of the text; 0 and 0 for the special tokens around it. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Where the text's own tokens begin and end in `tokens`. */
  readonly from: number;
  readonly to: number;
  /** Whether something was cut away. */
  readonly truncated: boolean;
}

/** Characters from `from` up to `to`. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Characters to tokenise for each token that is needed: enough for nearly every text at the first
 * try (Spanish clinical text has 4 to 5 a token), and so few that no text costs much.
 */
const CHARACTERS_PER_TOKEN = 8;

/** No vocabulary has many pieces longer than this: masks further apart never fit a window. */
const MOST_CHARACTERS_PER_TOKEN = 64;

/**
 * How far to look for a space at which a text can be cut without changing the words beside it. A
 * cut through a longer word lies as far outside, where it changes no token of the window.
 */
const LONGEST_WORD = 256;

/**
 * The first tokens of a text, as many as the model takes.
 *
 * @param maxTokens the model's limit, special tokens included.
 */
export function encodeStart(tokenizer: Tokenizer, text: string, maxTokens: number): Window {
  const room = maxTokens - tokenizer.prefix.length - tokenizer.suffix.length;
  const part = tokenizeAround(tokenizer, text, room, null);
  return cutWindow(tokenizer, part, 0, room);
}

/**
 * The last tokens of a text, as many as the model takes.
 *
 * @param maxTokens the model's limit, special tokens included.
 */
export function encodeEnd(tokenizer: Tokenizer, text: string, maxTokens: number): Window {
  const room = maxTokens - tokenizer.prefix.length - tokenizer.suffix.length;
  for (let left = Math.max(1, room) * CHARACTERS_PER_TOKEN; ; left *= 2) {
    const start = cutLeft(tokenizer, text, text.length - left);
    const ids = tokenizer.encode(text.slice(start));
    if (start > 0 && ids.length <= room) continue;
    return cutWindow(tokenizer, { ids }, ids.length - room, room);
  }
}

/**
 * The first tokens with their offsets.
 *
 * @param maxTokens the model's limit, special tokens included.
 */
export function encodeStartWithOffsets(
  tokenizer: Tokenizer,
  text: string,
  maxTokens: number,
): OffsetWindow {
  const { prefix, suffix } = tokenizer;
  const room = maxTokens - prefix.length - suffix.length;
  const { ids, starts, ends } = tokenizeStart(tokenizer, text, room);
  const count = Math.min(ids.length, room);
  const from = prefix.length;
  const window = {
    tokens: Int32Array.from([...prefix, ...ids.slice(0, count), ...suffix]),
    starts: new Int32Array(from + count + suffix.length),
    ends: new Int32Array(from + count + suffix.length),
    from,
    to: from + count,
    truncated: ids.length > room,
  };
  window.starts.set(starts.subarray(0, count), from);
  window.ends.set(ends.subarray(0, count), from);
  return window;
}

/** Tokenises as much of a text as more than `room` tokens need. */
function tokenizeStart(tokenizer: Tokenizer, text: string, room: number): Encoded {
  for (let right = Math.max(1, room) * CHARACTERS_PER_TOKEN; ; right *= 2) {
    const end = cutRight(tokenizer, text, right);
    const encoded = tokenizer.encodeWithOffsets(text.slice(0, end));
    if (end === text.length || encoded.ids.length > room) return encoded;
  }
}

/**
 * A text with its masks: all of it where it fits, else a window with the masks in its middle. Null
 * where the masks do not fit into one window. A text without masks is cut like any other.
 */
export function encodeMasks(tokenizer: Tokenizer, text: string, maxTokens: number): Window | null {
  const { maskToken } = tokenizer;
  const from = text.indexOf(maskToken);
  if (from < 0) return encodeStart(tokenizer, text, maxTokens);
  const to = text.lastIndexOf(maskToken) + maskToken.length;
  const room = maxTokens - tokenizer.prefix.length - tokenizer.suffix.length;
  if (to - from > room * MOST_CHARACTERS_PER_TOKEN) return null;
  const part = tokenizeAround(tokenizer, text, room, { from, to });
  const span = part.last - part.first + 1;
  if (span > room) return null;
  return cutWindow(tokenizer, part, part.first - Math.floor((room - span) / 2), room);
}

interface Part {
  readonly ids: readonly TokenId[];
  /** First and last mask in `ids`; 0 where no span was asked for. */
  readonly first: number;
  readonly last: number;
}

/**
 * Tokenises as much of a text as a window of `room` tokens around a span can need, and not all of
 * a text of any length.
 */
function tokenizeAround(tokenizer: Tokenizer, text: string, room: number, span: Span | null): Part {
  const { from, to } = span ?? { from: 0, to: 0 };
  let left = Math.max(1, room) * CHARACTERS_PER_TOKEN;
  let right = left;
  for (;;) {
    const start = cutLeft(tokenizer, text, from - left);
    const end = cutRight(tokenizer, text, to + right);
    const ids = tokenizer.encode(text.slice(start, end));
    const first = span === null ? 0 : ids.indexOf(tokenizer.maskId);
    const last = span === null ? 0 : ids.lastIndexOf(tokenizer.maskId);
    const enoughLeft = start === 0 || first >= room;
    const enoughRight = end === text.length || ids.length - last > room;
    if (enoughLeft && enoughRight) return { ids, first, last };
    // One side alone can need more: the mask takes all spaces before it.
    if (!enoughLeft) left *= 2;
    if (!enoughRight) right *= 2;
  }
}

/** At most `room` tokens from about `start`, between the special tokens. */
function cutWindow(
  tokenizer: Tokenizer,
  { ids }: Pick<Part, 'ids'>,
  start: number,
  room: number,
): Window {
  const truncated = ids.length > room;
  const from = Math.max(0, Math.min(start, ids.length - room));
  const core = truncated ? ids.slice(from, from + room) : ids;
  const tokens = Int32Array.from([...tokenizer.prefix, ...core, ...tokenizer.suffix]);
  const masks: number[] = [];
  const maskId = tokenizer.hasMask ? tokenizer.maskId : null;
  for (const [position, id] of tokens.entries()) {
    if (id === maskId) masks.push(position);
  }
  return { tokens, masks, truncated };
}

/** The start of the last run of spaces before `at`, where no word is cut; else far before `at`. */
function cutLeft(tokenizer: Tokenizer, text: string, at: number): number {
  const furthest = Math.max(0, at - LONGEST_WORD);
  for (let index = at; index > furthest; index--) {
    if (isBreak(tokenizer, text, index)) return index;
  }
  return beforePair(text, furthest);
}

/** The start of the next run of spaces after `at`; else far after `at`. */
function cutRight(tokenizer: Tokenizer, text: string, at: number): number {
  const furthest = Math.min(text.length, at + LONGEST_WORD);
  for (let index = at; index < furthest; index++) {
    if (isBreak(tokenizer, text, index)) return index;
  }
  return beforePair(text, furthest);
}

/** Where white space begins that the tokenizer takes for the end of a word. */
const isBreak = ({ breaks }: Tokenizer, text: string, index: number): boolean =>
  breaks.has(text.charAt(index)) && !isWhiteSpace(text.charAt(index - 1));

/** Never between the two halves of a surrogate pair. */
const beforePair = (text: string, at: number): number =>
  /[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text.slice(at - 1, at + 1)) ? at - 1 : at;
