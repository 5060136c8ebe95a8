import { splitSentences } from './sentences.js';
import type { Encoded, Tokenizer } from './tokenizer.js';
import { isWhiteSpace } from './unicode.js';

/** How a document may be cut before a token. */
export const CUT = { inWord: 0, atWord: 1, atSentence: 2 } as const;

/** All tokens of a text, without special ones. */
export interface EncodedDocument {
  readonly ids: Int32Array;
  /** In code points of the text. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** One of `CUT` for each token. */
  readonly cuts: Uint8Array;
}

/** UTF-16 units that are tokenised in one go, so that a long text holds the thread for no long time. */
const PART = 4096;

/**
 * UTF-16 units after which a text is cut where nothing allows it, at the price of a token that may
 * be another: no text that is written has so many without a space, and one that was made so must not
 * hold the thread for seconds.
 */
const LONGEST_PART = 32_768;

/**
 * Tokenises a text once, from its start to its end. It yields the number of tokens so far after every
 * part, so that whoever drives it can breathe or give up, and returns all of them.
 */
export function* encodeDocument(
  tokenizer: Tokenizer,
  text: string,
): Generator<number, EncodedDocument, undefined> {
  const [ids, starts, ends]: [number[], number[], number[]] = [[], [], []];
  let codePoints = 0;
  for (const part of parts(tokenizer, text)) {
    const encoded = encodePart(tokenizer, part, codePoints > 0);
    for (const [index, id] of encoded.ids.entries()) {
      ids.push(id);
      starts.push(codePoints + (encoded.starts[index] ?? 0));
      ends.push(codePoints + (encoded.ends[index] ?? 0));
    }
    codePoints += countCodePoints(part);
    yield ids.length;
  }
  const places = { starts: Int32Array.from(starts), ends: Int32Array.from(ends) };
  const cuts = yield* findCuts(text, places);
  return { ids: Int32Array.from(ids), ...places, cuts };
}

/** The tokens of a text that are there already, such as those of its start. */
export function readDocument(
  text: string,
  ids: Int32Array,
  places: Pick<EncodedDocument, 'starts' | 'ends'>,
): EncodedDocument {
  const found = findCuts(text, places);
  for (;;) {
    const { done, value } = found.next();
    if (done === true) return { ids, ...places, cuts: value };
  }
}

/** A text in parts that are tokenised alike alone: as a rule all but the first begin with a space. */
function* parts({ breaks }: Tokenizer, text: string): Generator<string, void, undefined> {
  let from = 0;
  for (let at = PART; at < text.length; at++) {
    const isPlace = breaks.has(text.charAt(at)) && !isWhiteSpace(text.charAt(at - 1));
    if (!isPlace && (at - from < LONGEST_PART || isSecondHalf(text, at))) continue;
    yield text.slice(from, at);
    from = at;
    at += PART;
  }
  yield text.slice(from);
}

/** Whether a character of two units would be cut. */
const isSecondHalf = (text: string, at: number): boolean => /[\udc00-\udfff]/.test(text.charAt(at));

/** What stands before a later part, so that no tokenizer takes the part for the start of a text. */
const BEFORE = 'a';

function encodePart(tokenizer: Tokenizer, part: string, isLater: boolean): Encoded {
  if (!isLater) return tokenizer.encodeWithOffsets(part);
  const { ids, starts, ends } = tokenizer.encodeWithOffsets(BEFORE + part);
  const own = ends.findIndex((end) => end > BEFORE.length);
  if (own < 0) return { ids: [], starts: new Int32Array(), ends: new Int32Array() };
  const shift = (place: number): number => Math.max(0, place - BEFORE.length);
  return {
    ids: ids.slice(own),
    starts: starts.subarray(own).map(shift),
    ends: ends.subarray(own).map(shift),
  };
}

function countCodePoints(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    if ((text.charCodeAt(index) & 0xfc00) !== 0xdc00) count += 1;
  }
  return count;
}

/** Where sentences begin among the tokens, and words: behind white space that no token has. */
function* findCuts(
  text: string,
  { starts, ends }: Pick<EncodedDocument, 'starts' | 'ends'>,
): Generator<number, Uint8Array, undefined> {
  const cuts = starts.map((start, index) =>
    index > 0 && start > (ends[index - 1] ?? 0) ? CUT.atWord : CUT.inWord,
  );
  let token = 0;
  for (const { start } of splitSentences(text)) {
    while (token < ends.length && (ends[token] ?? 0) <= start) token += 1;
    if (token < cuts.length) cuts[token] = CUT.atSentence;
    yield cuts.length;
  }
  return Uint8Array.from(cuts);
}

/** The tokens of a document that a model sees at once. */
export interface DocumentWindow {
  /** Tokens of the document, from `from` up to `to`. */
  readonly from: number;
  readonly to: number;
  /** Those of them that this window answers for: every token has one window. */
  readonly ownFrom: number;
  readonly ownTo: number;
}

/** Most of a window that it may share with the next one: then a token lies in two windows at most. */
export const mostShared = (room: number): number => Math.floor(room / 4);

/**
 * Windows over all tokens of a document, in order.
 *
 * A window ends where the last sentence begins that lies in its second half, else before a word,
 * else where it is full. The next one begins so many tokens before: at a sentence in the first half
 * of what they share, else at a word there. Of the tokens that two windows share, each is answered
 * by the one in which it is further from the cut: the first half by the left window.
 *
 * @param room tokens that fit beside the special ones; at least 1
 * @param shared tokens that two windows share at most
 */
export function planWindows(
  { cuts }: Pick<EncodedDocument, 'cuts'>,
  room: number,
  shared: number,
): DocumentWindow[] {
  const overlap = Math.min(shared, mostShared(room));
  const windows: DocumentWindow[] = [];
  let [from, ownFrom] = [0, 0];
  while (cuts.length - from > room) {
    const to = findEnd(cuts, from + Math.floor(room / 2) + 1, from + room);
    const next = findStart(cuts, to - overlap, to - Math.floor(overlap / 2));
    // Of the tokens next … to − 1 the middle one is the left window's.
    const ownTo = Math.floor((next + to - 1) / 2) + 1;
    windows.push({ from, to, ownFrom, ownTo });
    [from, ownFrom] = [next, ownTo];
  }
  return [...windows, { from, to: cuts.length, ownFrom, ownTo: cuts.length }];
}

/** The last place of `first` … `last` before which a sentence begins, else a word, else `last`. */
function findEnd(cuts: Uint8Array, first: number, last: number): number {
  for (const kind of [CUT.atSentence, CUT.atWord]) {
    const at = cuts.subarray(first, last + 1).lastIndexOf(kind);
    if (at >= 0) return first + at;
  }
  return last;
}

/** The first place of `first` … `last` at which a sentence begins, else a word, else `first`. */
function findStart(cuts: Uint8Array, first: number, last: number): number {
  const range = cuts.subarray(first, last + 1);
  for (const kind of [CUT.atSentence, CUT.atWord]) {
    const at = range.indexOf(kind);
    if (at >= 0) return first + at;
  }
  return first;
}

/** The row of a window, with the special tokens. */
export const windowTokens = (
  { prefix, suffix }: Pick<Tokenizer, 'prefix' | 'suffix'>,
  { ids }: Pick<EncodedDocument, 'ids'>,
  { from, to }: DocumentWindow,
): Int32Array => Int32Array.from([...prefix, ...ids.subarray(from, to), ...suffix]);
