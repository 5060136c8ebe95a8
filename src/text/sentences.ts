/**
 * Sentences of Spanish clinical texts, by rules of our own: those of ICU differ between versions of
 * Node, and know neither abbreviations of the field nor lists. They look at each gap between two
 * words (runs without white space) and at the words beside it, and so take linear time.
 */
import { FIRST_WORDS, LEADS_ON, NEVER_LAST, SELDOM_LAST, TITLES } from './abbreviations.js';

export interface Sentence {
  /** As it stands in the text, without white space around it. */
  readonly text: string;
  /** Code points of the text, from `start` up to `end`. */
  readonly start: number;
  readonly end: number;
  /** Number of its paragraph from 0; blank lines are between them. */
  readonly paragraph: number;
}

/** What is between two words: nothing, spaces, one line break, or blank lines. */
type Gap = 'none' | 'space' | 'line' | 'paragraph';

interface Word {
  /** UTF-16 units of the text, from `from` up to `to`. */
  readonly from: number;
  readonly to: number;
  /** Code points of the text, from `start` up to `end`. */
  readonly start: number;
  readonly end: number;
  /** What is before it. */
  readonly gap: Gap;
  /** Its first and last characters: no rule asks for more. */
  readonly head: string;
  readonly tail: string;
}

/** The words of a sentence that rules look at: the last one, and what it follows. */
interface Place {
  readonly last: Word;
  readonly before: Word | null;
  /** Whether nothing but markers of a list (`-`, `2.`) is before the last word. */
  readonly isFirst: boolean;
}

/**
 * The sentences of a text in their order: disjoint, without white space around them, and with
 * everything else in one of them.
 */
export function* splitSentences(text: string): Generator<Sentence, void, undefined> {
  let first: Word | null = null;
  let place: Place | null = null;
  let paragraph = 0;
  for (const word of words(text)) {
    if (first !== null && place !== null && ends(place, word)) {
      yield sentence(text, first, place.last, paragraph);
      if (word.gap === 'paragraph') paragraph += 1;
      place = null;
    }
    if (place === null) {
      first = word;
      place = { last: word, before: null, isFirst: true };
    } else {
      const isFirst: boolean = place.isFirst && isMarker(place.last);
      place = { last: word, before: place.last, isFirst };
    }
  }
  if (first !== null && place !== null) yield sentence(text, first, place.last, paragraph);
}

const sentence = (text: string, first: Word, last: Word, paragraph: number): Sentence => ({
  text: text.slice(first.from, last.to),
  start: first.start,
  end: last.end,
  paragraph,
});

/** No abbreviation, opening or closing is longer. */
const LOOK = 24;

/** A full stop whose space was forgotten: `fiebre.La paciente`. */
const GLUED = /(?<=\p{Ll}{3}\.)(?=\p{Lu}\p{Ll})/u;
const ADDRESS = /@|:\/\/|www\./;

/** The words of a text; one with a forgotten space in it is two. */
function* words(text: string): Generator<Word, void, undefined> {
  let to = 0;
  let end = 0;
  for (const { 0: run, index } of text.matchAll(/\P{White_Space}+/gu)) {
    let gap = readGap(text.slice(to, index));
    // All white space is of one unit.
    end += index - to;
    to = index;
    for (const part of ADDRESS.test(run) ? [run] : run.split(GLUED)) {
      const [from, start] = [to, end];
      to += part.length;
      end += countCodePoints(part);
      yield { from, to, start, end, gap, head: part.slice(0, LOOK), tail: part.slice(-LOOK) };
      gap = 'none';
    }
  }
}

function readGap(space: string): Gap {
  if (!/[\n\v\f\r\u0085\u2028\u2029]/.test(space)) return space === '' ? 'none' : 'space';
  const breaks = space.match(/\r\n|[\n\v\r\u0085\u2028]/g)?.length ?? 0;
  return breaks > 1 || /[\f\u2029]/.test(space) ? 'paragraph' : 'line';
}

function countCodePoints(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length; index++) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800) count -= 1;
  }
  return count;
}

/** Whether a sentence ends between its last word and the next one. */
function ends(place: Place, next: Word): boolean {
  switch (next.gap) {
    case 'paragraph':
      return true;
    case 'line':
      return endsAtLine(place, next);
    case 'space':
    case 'none':
      return endsAtSpace(place, next);
  }
}

/** `.`, `?`, `!` or an ellipsis at the end of a word, with brackets and quotes closed after it. */
const STOP = /([.!?…]+)[)\]}»"”’']*$/;

const BULLET = /^[-–—•*·▪►✓]/u;
const NUMBERING = /^\(?(?:\d{1,3}|[A-Za-z]|[IVX]{1,4})(?:\)|\.-?$|\.[-)])/;

function endsAtSpace(place: Place, next: Word): boolean {
  const stop = STOP.exec(place.last.tail)?.[1];
  if (stop === undefined) return false;
  const begins = readBeginning(next.head);
  if (begins === 'small') return false;
  if (stop !== '.') return /[!?]/.test(stop) || begins === 'capital';
  return endsAtFullStop(place, next, begins);
}

/** A line break ends a sentence unless its words lead on, as where lines were broken by width. */
function endsAtLine(place: Place, next: Word): boolean {
  const { last } = place;
  if (BULLET.test(next.head) || NUMBERING.test(next.head)) return true;
  const begins = readBeginning(next.head);
  const stop = STOP.exec(last.tail)?.[1];
  if (stop === '.') return endsAtFullStop(place, next, begins);
  if (stop !== undefined || /[:;]$/.test(last.tail)) return true;
  if (last.tail.endsWith(',') || LEADS_ON.has(last.tail)) return false;
  return begins !== 'small';
}

type Beginning = 'small' | 'number' | 'capital';

/** How a word begins behind opening brackets and quotes; what has no case counts as a capital. */
function readBeginning(head: string): Beginning {
  // A bullet or an opening mark begins something whatever follows.
  if (/^[¿¡]|^\(?(?:\d{1,3}|[A-Za-z])\)|^[-–—•*·▪►✓]+$/u.test(head)) return 'capital';
  const opened = head.replace(/^[([{«"“‘'\-–—]+/, '');
  if (/^\p{Nd}/u.test(opened)) return 'number';
  // pH, pO2, mTOR: a capital soon after.
  if (/^\p{Ll}{1,2}\p{Lu}/u.test(opened)) return 'capital';
  // What begins with no letter, such as a comma on its own, goes on.
  return /^(?:\p{Ll}|[,;:.)\]%])/u.test(opened) ? 'small' : 'capital';
}

function endsAtFullStop(place: Place, next: Word, begins: Beginning): boolean {
  const { last, isFirst, before } = place;
  const core = last.tail.replace(STOP, '').replace(/^[([{«"“‘'¿¡]+/, '');
  // `1. Hipertensión`, and `Diagnósticos: 1. Hipertensión`
  if (isNumbering(core)) return !isFirst && !(before !== null && /[:;,]$/.test(before.tail));
  // Only a break of the line and no abbreviation lets a sentence begin with a small letter.
  if (isInitials(core)) return begins !== 'small' && !isFirst && endsAtInitials(place, next);
  // `EE. UU.`
  if (/^(\p{Lu})\1$/u.test(core) && /^(\p{Lu})\1\./u.test(next.head)) return false;
  switch (readAbbreviation(core)) {
    case 'never last':
      return false;
    case 'seldom last':
      return begins === 'capital' && !isFirst;
    case null:
      return true;
  }
}

const isNumbering = (core: string): boolean => /^(?:\d{1,3}[ºª]?|[IVX]{2,4})$/.test(core);

/** `J`, `J.A`, `U.C.I` */
const isInitials = (core: string): boolean => /^\p{Lu}(?:\.\p{Lu})*$/u.test(core);

/** A single capital is a person's or a species', unless what is around it says otherwise. */
function endsAtInitials({ before }: Place, next: Word): boolean {
  if (/^\p{Lu}\./u.test(next.head)) return false;
  if (FIRST_WORDS.has(/^\p{L}*/u.exec(next.head)?.[0].toLowerCase() ?? '')) return true;
  // `hepatitis C. Mujer`, but `por J. Pérez` and `Ana J. Pérez`
  return before !== null && /^\p{Ll}/u.test(before.head) && !LEADS_ON.has(before.tail);
}

function readAbbreviation(core: string): 'never last' | 'seldom last' | null {
  const small = core.toLowerCase();
  const isCapitals = core === core.toUpperCase() && core !== small;
  if (isCapitals && !TITLES.has(small)) return null;
  if (NEVER_LAST.has(small)) return 'never last';
  // Of a quotient the last unit: `mg/dl`. Dotted ones are `i.v`, `a.m`, `c.c`.
  const unit = small.slice(small.lastIndexOf('/') + 1).replace(/^\d+(?:[.,]\d+)?/, '');
  const isShort = /^\p{Ll}(?:\.\p{Ll})*$/u.test(unit);
  return isShort || SELDOM_LAST.has(unit) ? 'seldom last' : null;
}

/** `-`, `1.`, `a)`, `1.-` */
const isMarker = ({ head, tail }: Word): boolean =>
  head.length < LOOK && (/^[-–—•*·▪►✓]+$/u.test(tail) || NUMBERING.test(tail));
