import fc from 'fast-check';
import t from 'tap';
import type { Tokenizer } from '../../src/text/tokenizer.js';
import { encodeStart, encodeStartWithOffsets } from '../../src/text/window.js';
import { tokenizer as bundled } from './bundled.js';
import { byteLevel, unigram, wordPiece } from './checkpoints.js';
import { words } from './sentences.js';

const tokenizers: readonly (readonly [string, Tokenizer])[] = [
  ['the bundled model', bundled],
  ['byte-level', byteLevel],
  ['WordPiece', wordPiece],
  ['Unigram', unigram],
];

const anyUnusual = fc.constantFrom(
  ...[' ', '  ', '\t', '\n', '\r\n', '\u00A0', '\u0085', '\u3000', '\u200B', '\u200D', '\uFEFF'],
  ...['\u0000', '\u00AD', '\u0301', 'e\u0301', 'n\u0303', 'a\u0323\u0301', 'ﬁ', '…', 'º', '½'],
  ...['ｆ', 'İ', 'ß', 'ς', '🙂', '👩🏽‍⚕️', '🇪🇸', '𝒳', '中文', '한국', 'ไทย', 'ﷺ', '«', '—', '$', '#'],
  ...['▁', 'Ġ', '\uFFFD'],
  // With a space after them: where the tokenizer puts one itself, the crate trims the offsets of
  // the next word all the same, and with them its first letter (as its table of cases has it).
  ...['<mask> ', '[MASK] ', '</s> ', '<unk> '],
);

const anyText = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...words) },
      { weight: 3, arbitrary: anyUnusual },
      { weight: 1, arbitrary: fc.constant(' ') },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
    ),
    { maxLength: 25 },
  )
  .map((parts) => parts.join(''));

const always = (check: (text: string) => void) =>
  fc.assert(fc.property(anyText, check), { numRuns: 500 });

for (const [name, tokenizer] of tokenizers) {
  void t.test(`${name}: offsets lie within the text, in order`, (t) => {
    always((text) => {
      const { ids, starts, ends } = tokenizer.encodeWithOffsets(text);
      same([starts.length, ends.length], [ids.length, ids.length]);
      const length = Array.from(text).length;
      let before = 0;
      for (const [at, start] of starts.entries()) {
        const end = ends[at] ?? -1;
        // Marks that were put in another order may overlap, but no token begins before the last.
        ok(start >= 0 && start <= end && end <= length && start >= before, `${start}-${end}`);
        before = start;
      }
    });
    t.end();
  });

  void t.test(`${name}: the ids are those without offsets`, (t) => {
    always((text) => same(tokenizer.encodeWithOffsets(text).ids, tokenizer.encode(text)));
    t.end();
  });

  void t.test(`${name}: a window has the first of them`, (t) => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 12 }), fc.integer({ min: 3, max: 40 }), check),
      { numRuns: 200 },
    );
    function check(texts: readonly string[], limit: number) {
      const text = texts.join(' ');
      const window = encodeStartWithOffsets(tokenizer, text, limit);
      const { tokens, truncated } = encodeStart(tokenizer, text, limit);
      same([...window.tokens], [...tokens]);
      same(window.truncated, truncated);
      const whole = tokenizer.encodeWithOffsets(text);
      const count = window.to - window.from;
      same(count, Math.min(whole.ids.length, limit - 2));
      const around = (offsets: Int32Array) => [0, ...offsets.subarray(0, count), 0];
      same([...window.starts], around(whole.starts));
      same([...window.ends], around(whole.ends));
    }
    t.end();
  });
}

for (const [name, tokenizer] of tokenizers.slice(0, 2)) {
  void t.test(`${name}: every character that is no space has a token`, (t) => {
    always((text) => {
      const characters = Array.from(text);
      const covered = new Set<number>();
      const { starts, ends } = tokenizer.encodeWithOffsets(text);
      for (const [at, start] of starts.entries()) {
        for (let place = start; place < (ends[at] ?? 0); place++) covered.add(place);
      }
      for (const [place, character] of characters.entries()) {
        ok(covered.has(place) || /\p{White_Space}/u.test(character), `${place} has none`);
      }
    });
    t.end();
  });

  void t.test(`${name}: plain tokens are the text at their offsets`, (t) => {
    always((text) => {
      const characters = Array.from(text);
      const { ids, starts, ends } = tokenizer.encodeWithOffsets(text);
      for (const [at, id] of ids.entries()) {
        const decoded = tokenizer.decode([id]);
        // A piece may have some of a character's bytes only.
        if (decoded.includes('\uFFFD')) continue;
        const span = characters.slice(starts[at], ends[at]).join('');
        same(withoutSpaces(span), withoutSpaces(decoded));
      }
    });
    t.end();
  });
}

void t.test('known words stand where they stood', (t) => {
  fc.assert(
    fc.property(anyText, anyText, (before, after) => {
      // Between spaces, so that nothing of the words beside it joins.
      const text = `${before} tos ${after}`;
      for (const [, tokenizer] of tokenizers) {
        const start = Array.from(before).length + 1;
        const { starts, ends } = tokenizer.encodeWithOffsets(text);
        ok(
          [...starts].some((found) => found === start || found === start - 1),
          'its start',
        );
        ok([...ends].includes(start + 3), 'its end');
      }
    }),
  );
  t.end();
});

/** Without the spaces around it, as the tokenizers know them: `trim` leaves U+0085. */
function withoutSpaces(text: string): string {
  return text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '');
}

/** As `t.same` and `t.ok`, without a line of output for each of thousands of checks. */
function same(found: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) throw new Error(`found ${a}, expected ${b}`);
}

function ok(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}
