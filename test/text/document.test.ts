import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { CUT, encodeDocument, planWindows, type EncodedDocument } from '../../src/text/document.js';
import type { Tokenizer } from '../../src/text/tokenizer.js';
import { fromRoot } from '../root.js';
import { tokenizer } from './bundled.js';
import { byteLevel, unigram, wordPiece } from './checkpoints.js';
import { words } from './sentences.js';

function encode(of: Tokenizer, text: string): EncodedDocument {
  const encoding = encodeDocument(of, text);
  for (;;) {
    const { done, value } = encoding.next();
    if (done === true) return value;
  }
}

const tokenizers = { bundled: tokenizer, byteLevel, wordPiece, unigram };

void t.test('a document in parts has the tokens and places of the whole', (t) => {
  const documents = readFileSync(fromRoot('test/texts/documents.jsonl'), 'utf8');
  const long = documents.replaceAll('\\n', '\n').slice(0, 40_000);
  for (const [name, one] of Object.entries(tokenizers)) {
    const found = encode(one, long);
    const whole = one.encodeWithOffsets(long);
    t.same(Array.from(found.ids), whole.ids, name);
    t.same(found.starts, whole.starts, name);
    t.same(found.ends, whole.ends, name);
  }
  t.end();
});

void t.test('the same of any mixture of words, spaces, emoji and accents', (t) => {
  const piece = fc.constantFrom(...words, ' ', '  ', '\n', '\t', '🤒', '\u0301', '<mask>', '.');
  // Parts have some 4,000 characters: the texts have more.
  const text = fc
    .array(piece, { minLength: 5, maxLength: 60 })
    .map((pieces) => pieces.join(' ').repeat(Math.ceil(9000 / (pieces.join(' ').length + 1))));
  fc.assert(
    fc.property(text, fc.constantFrom(...Object.values(tokenizers)), (text, one) => {
      const found = encode(one, text);
      const whole = one.encodeWithOffsets(text);
      t.same(
        [Array.from(found.ids), found.starts, found.ends],
        [whole.ids, whole.starts, whole.ends],
      );
    }),
    { numRuns: 20 },
  );
  t.end();
});

void t.test('a text without a place to cut is cut all the same, and can be given up', (t) => {
  // Nothing that is written has so many characters without a space.
  const cases = { letters: 'a', joiners: '\u200d', spaces: ' ', pairs: '🤒' };
  for (const [name, character] of Object.entries(cases)) {
    const steps = (length: number) => {
      const encoding = encodeDocument(tokenizer, character.repeat(length / character.length));
      let count = 0;
      while (encoding.next().done !== true) count++;
      return count;
    };
    t.ok(steps(100_000) > 3, name);
    const text = character.repeat(100_000 / character.length);
    const { starts, ends } = encode(tokenizer, text);
    t.ok(starts.every((start, index) => start <= (ends[index] ?? 0)));
    t.equal(ends.at(-1), Array.from(text).length, 'places go on to the end');
  }
  t.end();
});

void t.test('sentences and words can be cut before', (t) => {
  const { cuts } = encode(tokenizer, 'Dolor leve. Alta.');
  const pieces = tokenizer.tokens(Array.from(encode(tokenizer, 'Dolor leve. Alta.').ids));
  t.same(
    pieces.filter((_, index) => cuts[index] === CUT.atSentence),
    [pieces[0], 'ĠAl'],
  );
  t.equal(cuts[pieces.indexOf('Ġleve')], CUT.atWord);
  t.equal(cuts[pieces.indexOf('.')], CUT.inWord);
  t.end();
});

void t.test('windows end at sentences, and share half of what they may at least', (t) => {
  // Sentences of ten tokens, each a word.
  const cuts = Uint8Array.from({ length: 100 }, (_, index) =>
    index % 10 === 0 ? CUT.atSentence : CUT.atWord,
  );
  t.same(planWindows({ cuts }, 100, 12), [{ from: 0, to: 100, ownFrom: 0, ownTo: 100 }]);
  t.same(planWindows({ cuts }, 48, 12), [
    { from: 0, to: 40, ownFrom: 0, ownTo: 35 },
    { from: 30, to: 70, ownFrom: 35, ownTo: 65 },
    { from: 60, to: 100, ownFrom: 65, ownTo: 100 },
  ]);
  t.same(planWindows({ cuts: new Uint8Array(0) }, 8, 2), [
    { from: 0, to: 0, ownFrom: 0, ownTo: 0 },
  ]);
  t.end();
});

void t.test(
  'every token is answered once, by the window in which it is furthest from a cut',
  (t) => {
    const cutsOf = fc.uint8Array({ max: 2, maxLength: 300 });
    fc.assert(
      fc.property(cutsOf, fc.integer({ min: 1, max: 60 }), fc.nat(60), (cuts, room, shared) => {
        const windows = planWindows({ cuts }, room, shared);
        const context = (token: number, { from, to }: { from: number; to: number }): number =>
          Math.min(
            from === 0 ? Infinity : token - from,
            to === cuts.length ? Infinity : to - 1 - token,
          );
        let next = 0;
        for (const window of windows) {
          t.equal(window.ownFrom, next);
          t.ok(window.to - window.from <= room);
          t.ok(window.from <= window.ownFrom && window.ownTo <= window.to);
          for (let token = window.ownFrom; token < window.ownTo; token++) {
            const others = windows.filter(({ from, to }) => from <= token && token < to);
            const most = Math.max(...others.map((other) => context(token, other)));
            if (context(token, window) !== most) t.fail(`token ${token}`);
          }
          next = window.ownTo;
        }
        return next === cuts.length;
      }),
      { numRuns: 300 },
    );
    t.end();
  },
);
