import fc from 'fast-check';
import t from 'tap';
import type { Tokenizer } from '../../src/text/tokenizer.js';
import { findWords, tokenizeInPlace } from '../../src/text/words.js';
import { tokenizer } from './bundled.js';
import { byteLevel, unigram, wordPiece } from './checkpoints.js';
import { sentences } from './sentences.js';

function wordsOf(tokens: Tokenizer, text: string) {
  const encoded = tokens.encodeWithOffsets(text);
  const characters = Array.from(text);
  return findWords(characters, encoded).map((word) => ({
    ...word,
    text: characters.slice(word.start, word.end).join(''),
  }));
}

const textsOf = (tokens: Tokenizer, text: string) => wordsOf(tokens, text).map((word) => word.text);

const kinds = [
  ...[tokenizer, byteLevel, wordPiece, unigram].map((one, index) => ({
    tokens: one,
    name: ['bundled', 'byte-level', 'WordPiece', 'Unigram'][index] ?? '',
  })),
];

void t.test('words, and marks between them, whatever the vocabulary', (t) => {
  for (const { tokens, name } of kinds) {
    t.same(
      textsOf(tokens, 'Paciente con disnea, fiebre y tos.'),
      ['Paciente', 'con', 'disnea', ',', 'fiebre', 'y', 'tos', '.'],
      name,
    );
    t.same(textsOf(tokens, 'electroencefalografista'), ['electroencefalografista'], name);
    t.same(textsOf(tokens, ' tos  y\nfiebre '), ['tos', 'y', 'fiebre'], name);
    t.same(textsOf(tokens, '  '), [], name);
    t.same(textsOf(tokens, ''), [], name);
  }
  t.end();
});

void t.test('a character of several tokens is not torn', (t) => {
  for (const { tokens, name } of kinds) {
    t.same(textsOf(tokens, 'tos 🙂 y'), ['tos', '🙂', 'y'], name);
  }
  t.end();
});

void t.test('property: every token is in one word, and words cover all but white space', (t) => {
  const text = fc.oneof(
    fc.constantFrom(...sentences),
    fc.string({ unit: 'grapheme' }),
    fc
      .array(fc.constantFrom('tos', ' ', '  ', '.', 'ñ', 'e\u0301', '🙂', '38', ','), {
        maxLength: 12,
      })
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, fc.constantFrom(tokenizer, byteLevel, unigram), (given, tokens) => {
      const words = wordsOf(tokens, given);
      let [token, end] = [0, 0];
      for (const word of words) {
        if (word.from !== token || word.to <= word.from) return false;
        if (word.start < end || word.end <= word.start) return false;
        if (word.text.trim() === '') return false;
        [token, end] = [word.to, word.end];
      }
      return words.length === 0 || token === tokens.encode(given).length;
    }),
  );
  t.end();
});

const inPlace = (tokens: Tokenizer, before: string, word: string) =>
  tokens.tokens(tokenizeInPlace(tokens, before, word));

void t.test('a word in its place: after a space, at the start, within a word', (t) => {
  t.same(inPlace(tokenizer, 'con ', 'fiebre'), ['Ġfiebre']);
  t.same(inPlace(tokenizer, '', 'fiebre'), ['Ġfiebre'], 'this one puts a space before a text');
  t.same(inPlace(tokenizer, 'con (', 'tos'), ['tos']);
  t.same(inPlace(byteLevel, '', 'tos'), byteLevel.tokens(byteLevel.encode('tos')));
  t.same(inPlace(byteLevel, 'con ', 'tos'), byteLevel.tokens(byteLevel.encode(' tos')));
  t.same(inPlace(unigram, 'con ', 'tos'), unigram.tokens(unigram.encode('tos')));
  const goesOn = inPlace(wordPiece, 'electro', 'encefalograma');
  t.ok(
    goesOn.every((piece) => piece.startsWith('##')),
    goesOn.join(' '),
  );
  t.end();
});

void t.test('the tokens of a word after a space are those that it has in a sentence', (t) => {
  const words = [...new Set(sentences.flatMap((one) => one.match(/(?<= )\p{L}+(?= )/gu) ?? []))];
  t.ok(words.length > 50);
  for (const { tokens, name } of kinds) {
    const wrong = words.filter((word) => {
      const text = `a ${word} a`;
      const [, found] = wordsOf(tokens, text);
      const ids = tokens.encode(text).slice(found?.from, found?.to);
      return ids.join() !== tokenizeInPlace(tokens, 'dolor ', word).join();
    });
    t.same(wrong, [], name);
  }
  t.end();
});
