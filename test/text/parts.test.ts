import fc from 'fast-check';
import t from 'tap';
import { align, replace, split, transform } from '../../src/text/aligned.js';
import { fromByteCharacters, toByteCharacters } from '../../src/text/bytes.js';
import { normalizeForm } from '../../src/text/forms.js';
import { WHITE_SPACES } from '../../src/text/unicode.js';
import { byteLevel, unigram, wordPiece } from './checkpoints.js';

const texts = (parts: readonly { readonly text: string }[]) => parts.map(({ text }) => text);

void t.test('a text is aligned with itself, in code points', (t) => {
  const { text, starts, ends } = align('a🙂é');
  t.equal(text, 'a🙂é');
  t.same([...starts], [0, 1, 1, 2], 'both halves of a pair are one character');
  t.same([...ends], [1, 2, 2, 3]);
  t.end();
});

void t.test('changed characters stand for those they come from', (t) => {
  // The e takes in the mark after it; the ﬁ becomes two.
  const changed = transform(align('e\u0301ﬁn'), [
    ['é', -1],
    ['f', 0],
    ['i', 1],
    ['n', 0],
  ]);
  t.equal(changed.text, 'éfin');
  t.same([...changed.starts], [0, 2, 2, 3]);
  t.same([...changed.ends], [1, 3, 3, 4]);
  const replaced = replace(align('a  b'), / +/g, '_');
  t.same([replaced.text, ...replaced.starts], ['a_b', 0, 2, 3], 'the last space');
  t.end();
});

// The table of SplitDelimiterBehavior in the crate's documentation.
void t.test('a text is split in five ways', (t) => {
  const text = align('the-final--countdown');
  const cases = {
    removed: ['the', 'final', 'countdown'],
    isolated: ['the', '-', 'final', '-', '-', 'countdown'],
    contiguous: ['the', '-', 'final', '--', 'countdown'],
    merged_with_previous: ['the-', 'final-', '-', 'countdown'],
    merged_with_next: ['the', '-final', '-', '-countdown'],
  } as const;
  for (const [behaviour, parts] of Object.entries(cases)) {
    // The keys above.
    t.same(texts(split(text, /-/g, behaviour as keyof typeof cases)), parts, behaviour);
  }
  t.end();
});

const anyMarked = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom('a', 'e', 'ấ', 'ﬁ', 'ﷺ', '각', '\u1100\u1161\u11A8', '\u212B', '\u0344'),
      fc.integer({ min: 0x300, max: 0x345 }).map((code) => String.fromCodePoint(code)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) {
  void t.test(`${form} is that of JavaScript, with an origin for each character`, (t) => {
    fc.assert(
      fc.property(anyMarked, (text) => {
        const { text: found, starts, ends } = normalizeForm(align(text), form);
        const length = Array.from(text).length;
        return (
          found === text.normalize(form) &&
          starts.length === found.length &&
          ends.every((end, at) => end === (starts[at] ?? 0) + 1 && end <= length)
        );
      }),
      { numRuns: 3000 },
    );
    t.end();
  });
}

void t.test('bytes become characters and back', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      return fromByteCharacters([toByteCharacters(text)]) === text;
    }),
  );
  t.equal(toByteCharacters(' ñ\n'), 'ĠÃ±Ċ');
  t.equal(fromByteCharacters(['Ã', '±', '€']), 'ñ€', 'what is not of the alphabet is itself');
  t.equal(fromByteCharacters(['Ã']), '\uFFFD');
  t.end();
});

void t.test('all white space is known', (t) => {
  const found: string[] = [];
  for (let code = 0; code < 0x110000; code++) {
    const character = String.fromCodePoint(code);
    if (/\p{White_Space}/u.test(character)) found.push(character);
  }
  t.equal(found.join(''), WHITE_SPACES);
  t.end();
});

void t.test('a text can be cut at the white space that ends a word', (t) => {
  t.equal(byteLevel.breaks.size, WHITE_SPACES.length);
  t.ok(wordPiece.breaks.has('\u00A0'));
  t.notOk(wordPiece.breaks.has('\u0085'), 'it is removed');
  t.ok(unigram.breaks.has('\u3000'), 'it becomes a space');
  t.notOk(unigram.breaks.has('\n'), 'it is a part of a word');
  t.end();
});

const LONG = 100_000;

void t.test('time grows with the length of a text, whatever is in it', { timeout: 15_000 }, (t) => {
  for (const tokenizer of [byteLevel, wordPiece, unigram]) {
    for (const part of [
      'a',
      ' ',
      'ab ',
      '\u0301',
      '\u0323\u0301',
      '🙂',
      '<mask>',
      ' <mask>',
      '-',
    ]) {
      const text = part.repeat(LONG / part.length);
      const { ids, ends } = tokenizer.encodeWithOffsets(text);
      t.ok(ids.length === 0 || (ends.at(-1) ?? 0) <= Array.from(text).length);
    }
  }
  t.end();
});
