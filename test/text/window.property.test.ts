import fc from 'fast-check';
import t from 'tap';
import { encodeEnd, encodeMasks, encodeStart } from '../../src/text/window.js';
import { tokenizer, WatchedTokenizer } from './bundled.js';
import { words } from './sentences.js';

/**
 * The reference of all properties is the tokenisation of the whole text, which the windows must
 * never need: they tokenise no more than a few characters for each token of the limit.
 */

const watched = new WatchedTokenizer();

const aroundText = tokenizer.prefix.length + tokenizer.suffix.length;

const anySpace = fc.oneof(
  { weight: 8, arbitrary: fc.constant(' ') },
  { weight: 1, arbitrary: fc.constantFrom('', '\n', '\n\n', '  ', '\t', ' \n ', '\u00A0', '\r\n') },
);

const anyWord = fc.constantFrom(...words);

const anyText = (maxWords: number) =>
  fc
    .array(fc.tuple(anyWord, anySpace), { maxLength: maxWords, size: 'max' })
    .map((pairs) => pairs.flat().join(''));

/** Words that are one token each, so that a few tokens reach far. */
const anyLongWord = fc.constantFrom(
  ...['antecedentes', 'quimioterapia', 'adenocarcinoma', 'insuficiencia', 'complicaciones'],
  ...['retroperitoneal', 'ecocardiograma', 'respectivamente', 'hepatomegalia'],
);

const anyTextOfLongWords = fc
  .array(anyLongWord, { maxLength: 500, size: 'max' })
  .map((longWords) => longWords.join(' '));

/** Words without a space: hundreds of letters in which no cut is harmless. */
const anyGluedText = fc
  .array(fc.oneof(anyWord, anyLongWord), { maxLength: 200, size: 'max' })
  .map((glued) => glued.join('').replaceAll(' ', ''));

/** Texts up to thousands of tokens, next to limits that are a small part of them. */
const anyLongText = fc.oneof(
  { weight: 2, arbitrary: anyText(60) },
  { weight: 2, arbitrary: anyText(1000) },
  { weight: 1, arbitrary: anyTextOfLongWords },
  { weight: 1, arbitrary: anyGluedText },
);

const anyLimit = fc.oneof(
  fc.integer({ min: aroundText + 1, max: 20 }),
  fc.integer({ min: 20, max: 300 }),
);

const mask = tokenizer.maskToken;

/** Some text, masks near to each other, and some text. */
const anyMaskedText = fc
  .tuple(
    anyLongText,
    fc.array(fc.tuple(anySpace, anyText(6)), { maxLength: 4 }),
    anySpace,
    anyLongText,
  )
  .map(
    ([before, masks, space, after]) =>
      before + space + mask + masks.map(([space, text]) => space + text + mask).join('') + after,
  );

const always = <Value>(any: fc.Arbitrary<Value>, check: (value: Value, limit: number) => void) =>
  fc.assert(fc.property(any, anyLimit, check), { numRuns: 300 });

void t.test('the start of a text is the start of its tokens', (t) => {
  always(anyLongText, (text, limit) => {
    const whole = tokenizer.encode(text);
    const room = limit - aroundText;
    const { tokens, truncated } = encodeStart(tokenizer, text, limit);
    const expected = [...tokenizer.prefix, ...whole.slice(0, room), ...tokenizer.suffix];
    same([...tokens], expected);
    same(truncated, whole.length > room);
  });
  t.end();
});

void t.test('the end of a text is the end of its tokens', (t) => {
  always(anyLongText, (text, limit) => {
    const whole = tokenizer.encode(text);
    const room = limit - aroundText;
    const { tokens, truncated } = encodeEnd(tokenizer, text, limit);
    const expected = [...tokenizer.prefix, ...whole.slice(-room), ...tokenizer.suffix];
    same([...tokens], expected);
    same(truncated, whole.length > room);
  });
  t.end();
});

void t.test('a window around masks is a piece of the text’s tokens, with all masks', (t) => {
  always(anyMaskedText, (text, limit) => {
    const { core, masks, room, whole } = look(text, limit);
    if (core === null) return;
    same(
      masks.map((position) => core[position]),
      whole.filter((id) => id === tokenizer.maskId),
    );
    const from = whole.indexOf(tokenizer.maskId) - (masks[0] ?? 0);
    same(core, whole.slice(from, from + room));
  });
  t.end();
});

void t.test('it has as much on both sides of the masks as the text and the limit allow', (t) => {
  always(anyMaskedText, (text, limit) => {
    const { core, masks, room, whole } = look(text, limit);
    if (core === null) return;
    same(core.length, Math.min(room, whole.length));
    const before = whole.indexOf(tokenizer.maskId);
    const after = whole.length - 1 - whole.lastIndexOf(tokenizer.maskId);
    const [left, right] = [masks[0] ?? 0, core.length - 1 - (masks.at(-1) ?? 0)];
    const free = core.length - (whole.length - before - after);
    // Half of the room each; a side gets more only where the other one has no more to give.
    same(left, Math.max(Math.min(before, Math.floor(free / 2)), free - after));
    same(right, free - left);
  });
  t.end();
});

void t.test('it says whether something was cut away', (t) => {
  always(anyMaskedText, (text, limit) => {
    const { core, truncated, whole } = look(text, limit);
    if (core !== null) same(truncated, core.length < whole.length);
  });
  t.end();
});

void t.test('it is refused exactly where the masks do not fit', (t) => {
  always(anyMaskedText, (text, limit) => {
    const { core, room, whole } = look(text, limit);
    const { maskId } = tokenizer;
    same(core === null, whole.lastIndexOf(maskId) - whole.indexOf(maskId) + 1 > room);
  });
  t.end();
});

void t.test('a character of two halves is never split', (t) => {
  const anyEmoji = fc
    .array(fc.constantFrom('🙂', '🫀', '𝒳', 'ñ'), { maxLength: 900, size: 'max' })
    .map((characters) => characters.join(''));
  always(fc.tuple(anyEmoji, anyEmoji), ([before, after], limit) => {
    watched.seen.length = 0;
    encodeStart(watched, before, limit);
    encodeEnd(watched, before, limit);
    encodeMasks(watched, before + mask + after, limit);
    same(watched.seen.filter(hasHalves), []);
  });
  t.end();
});

function inside(tokens: readonly number[]): readonly number[] {
  return tokens.slice(tokenizer.prefix.length, tokens.length - tokenizer.suffix.length);
}

/** Whether a text begins or ends within a character. */
function hasHalves(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

/** A window without its special tokens (null: refused), beside the whole text's tokens. */
function look(text: string, limit: number) {
  const window = encodeMasks(tokenizer, text, limit);
  return {
    core: window && inside([...window.tokens]),
    masks: (window?.masks ?? []).map((position) => position - tokenizer.prefix.length),
    truncated: window?.truncated,
    room: limit - aroundText,
    whole: tokenizer.encode(text),
  };
}

/** As `t.same`, without a line of output for each of thousands of checks. */
function same(found: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) throw new Error(`found ${a}, expected ${b}`);
}
