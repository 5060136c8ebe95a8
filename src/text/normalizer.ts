import { align, expand, filter, prepend, replace, slice, type Aligned } from './aligned.js';
import { Charsmap } from './charsmap.js';
import { normalizeForm } from './forms.js';
import { isObject, listOf, Options, type Refuse } from './options.js';
import {
  isChinese,
  isControl,
  isMark,
  isNonspacingMark,
  isWhiteSpace,
  spacesAfter,
  spacesBefore,
} from './unicode.js';

export type Normalizer = (text: Aligned) => Aligned;

/**
 * Regular expressions that mean the same to Oniguruma, which the crate uses, and to JavaScript.
 * Others are refused: the two differ in classes, anchors and case.
 */
const KNOWN_EXPRESSIONS = new Map([
  [' {2,}', / {2,}/gu],
  [' +', / +/gu],
  ['\\s+', /\p{White_Space}+/gu],
  ['\\n', /\n/gu],
]);

/** The normalizer of a tokenizer.json; refuses what would not give the same text (normalizers/*.rs). */
export function readNormalizer(json: unknown, refuse: Refuse): Normalizer {
  if (json === null || json === undefined) return (text) => text;
  const options = new Options(json, 'normalizer', refuse);
  const normalizer = readType(options.string('type'), options, refuse);
  options.end();
  return normalizer;
}

function readType(type: string, options: Options, refuse: Refuse): Normalizer {
  switch (type) {
    case 'Sequence':
      return inOrder(options.list('normalizers').map((one) => readNormalizer(one, refuse)));
    case 'BertNormalizer':
      return readBert(options);
    case 'NFC':
    case 'NFD':
    case 'NFKC':
    case 'NFKD':
      return (text) => normalizeForm(text, type);
    case 'Lowercase':
      return lowercase;
    case 'StripAccents':
      return (text) => filter(text, (character) => !isMark(character));
    case 'Strip':
      return strip(options.boolean('strip_left'), options.boolean('strip_right'));
    case 'Prepend': {
      const start = options.string('prepend');
      return (text) => prepend(text, start);
    }
    case 'Replace':
      return readReplace(options, refuse);
    case 'Precompiled':
      return readPrecompiled(options, refuse);
    default:
      throw refuse(`its normalizer is of the unknown type ${type}`);
  }
}

const inOrder =
  (normalizers: readonly Normalizer[]): Normalizer =>
  (text) =>
    normalizers.reduce((before, normalizer) => normalizer(before), text);

function readBert(options: Options): Normalizer {
  const clean = options.boolean('clean_text');
  const chinese = options.boolean('handle_chinese_chars');
  const lower = options.boolean('lowercase');
  const accents = options.boolean('strip_accents', lower);
  return inOrder([
    ...(clean ? [cleanText] : []),
    ...(chinese ? [spaceChinese] : []),
    ...(accents ? [stripAccents] : []),
    ...(lower ? [lowercase] : []),
  ]);
}

const cleanText: Normalizer = (text) =>
  expand(
    filter(text, (character) => character !== '\0' && !isControl(character)),
    (character) => (isWhiteSpace(character) ? ' ' : character),
  );

const spaceChinese: Normalizer = (text) =>
  expand(text, (character) => (isChinese(character) ? ` ${character} ` : character));

const stripAccents: Normalizer = (text) =>
  filter(normalizeForm(text, 'NFD'), (character) => !isNonspacingMark(character));

/** Each character by itself: not as `toLowerCase` of a text, which knows the Greek final sigma. */
const lowercase: Normalizer = (text) => expand(text, (character) => character.toLowerCase());

const strip =
  (left: boolean, right: boolean): Normalizer =>
  (aligned) => {
    const { text } = aligned;
    const from = left ? spacesAfter(text, 0) : 0;
    const to = right ? text.length - spacesBefore(text, text.length, from) : text.length;
    return slice(aligned, from, to);
  };

function readReplace(options: Options, refuse: Refuse): Normalizer {
  const content = options.string('content');
  const pattern = readPattern(options, refuse);
  return (text) => replace(text, pattern, content);
}

/** `{"String": …}` is what it says; `{"Regex": …}` only where it is known. */
export function readPattern(options: Options, refuse: Refuse): RegExp {
  const pattern = new Options(options.take('pattern'), `${options.where}'s pattern`, refuse);
  const regex = pattern.take('Regex');
  if (regex !== undefined) {
    const known = typeof regex === 'string' ? KNOWN_EXPRESSIONS.get(regex) : undefined;
    if (known === undefined) throw options.refuse('the regular expression', regex);
    pattern.end();
    return known;
  }
  const text = pattern.string('String');
  pattern.end();
  if (text === '') throw options.refuse('the pattern', text);
  return new RegExp(escapePattern(text), 'gu');
}

/** A pattern that matches a text and nothing else. */
export const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function readPrecompiled(options: Options, refuse: Refuse): Normalizer {
  const base64 = options.take('precompiled_charsmap');
  // Written so by versions of the crate that met a model without one.
  if (base64 === null || base64 === '') return (text) => text;
  if (typeof base64 !== 'string') throw options.refuse('precompiled_charsmap', typeof base64);
  const charsmap = new Charsmap(base64, refuse);
  return (text) => charsmap.normalize(text);
}

/** Whether it puts texts into lower case, so that to do so before it changes nothing. */
export function lowercases(json: unknown): boolean {
  if (!isObject(json)) return false;
  if (json['type'] === 'Sequence') return listOf(json['normalizers']).some(lowercases);
  return json['type'] === 'Lowercase' || json['lowercase'] === true;
}

/** A text normalized, when only the text matters. */
export const normalizeText = (normalizer: Normalizer, text: string): string =>
  normalizer(align(text)).text;
