import t from 'tap';
import { ServiceError } from '../../src/errors.js';
import { Tokenizer } from '../../src/text/tokenizer.js';
import { readJson } from '../root.js';
import { makeTokenizer, readSources } from './checkpoints.js';
import { idsOf, tokenizer, tokenizerConfig, tokenizerJson } from './bundled.js';
import { sentences } from './sentences.js';

// What the reference implementation gave when the bundled model was made.
const { tokenize } = readJson('models/clinical-es-mini/expected.json') as {
  readonly tokenize: readonly { readonly text: string; readonly ids: readonly number[] }[];
};

void t.test('texts become the ids of the reference', (t) => {
  t.ok(tokenize.length > 0);
  for (const { text, ids } of tokenize) {
    t.same([...tokenizer.prefix, ...tokenizer.encode(text), ...tokenizer.suffix], ids, text);
  }
  t.end();
});

void t.test('the special tokens around a text are known, and the mask', (t) => {
  t.same(tokenizer.prefix, idsOf('<s>'));
  t.same(tokenizer.suffix, idsOf('</s>'));
  t.equal(tokenizer.maskToken, '<mask>');
  t.same([tokenizer.maskId], idsOf('<mask>'));
  t.end();
});

void t.test('special tokens are those, the padding and the unknown, and no word', (t) => {
  for (const id of idsOf('<s>', '</s>', '<mask>', '<pad>', '<unk>')) t.ok(tokenizer.isSpecial(id));
  for (const id of idsOf('Ġfiebre', 'Ġde', '.')) {
    t.notOk(tokenizer.isSpecial(id));
  }
  t.end();
});

void t.test('a text has no special tokens unless it spells them', (t) => {
  t.same(
    tokenizer.encode('fiebre').filter((id) => tokenizer.isSpecial(id)),
    [],
  );
  t.same(tokenizer.encode('<s></s>'), idsOf('<s>', '</s>'));
  t.same(tokenizer.encode('la <mask>'), idsOf('Ġla', '<mask>'), 'a mask takes the space before it');
  t.end();
});

void t.test('decoding gives the text back, with the space that a first word has', (t) => {
  for (const sentence of sentences) {
    t.equal(tokenizer.decode(tokenizer.encode(sentence)), ` ${sentence}`);
  }
  t.equal(tokenizer.decode(idsOf('Ġde')), ' de');
  t.equal(tokenizer.decode(idsOf('<s>', 'Ġla', '<mask>', '</s>')), '<s> la<mask></s>');
  t.equal(tokenizer.decode(idsOf('Ġla', 'Ġ', '.')), ' la .', 'spaces are not cleaned up');
  t.equal(tokenizer.decode([]), '', 'nothing gives nothing');
  t.end();
});

void t.test('unusual characters are bytes like all others', (t) => {
  const unusual = ['\uFEFF', '\uFEFFdolor', '🙂', '👩🏽‍⚕️', 'cora\u0301zon', 'a\u0000b', '\u0085', '𝒳'];
  for (const text of unusual) {
    t.equal(tokenizer.decode(tokenizer.encode(text)), ` ${text}`, JSON.stringify(text));
  }
  t.same(tokenizer.encode(''), []);
  t.same(tokenizer.encode('\uD83D'), tokenizer.encode('\uFFFD'), 'half a character is no crash');
  t.end();
});

void t.test('only exact pieces of the vocabulary have an id', (t) => {
  t.equal(tokenizer.idOf('Ġde'), tokenizer.encode('de')[0]);
  for (const piece of ['', ' de', 'no hay tal pieza', '__proto__', 'constructor']) {
    t.equal(tokenizer.idOf(piece), undefined, piece);
  }
  t.end();
});

void t.test('TOKENIZER_UNSUPPORTED names the file and the reason', (t) => {
  const json = tokenizerJson as Record<string, unknown>;
  const config = tokenizerConfig as Record<string, unknown>;
  const cases: readonly (readonly [string, unknown, unknown, RegExp])[] = [
    ['null', null, config, /it is not an object\.$/],
    ['a list', [json], config, /it is not an object\.$/],
    ['a string', 'tokenizer', config, /it is not an object\.$/],
    ['an empty object', {}, config, /"model"/],
    ['no vocabulary', { ...json, model: { type: 'BPE' } }, config, /cannot be represented: /],
    ['an unknown decoder', { ...json, decoder: { type: 'Morse' } }, config, /Morse/],
    ['no configuration', json, null, /it has no mask token\.$/],
    ['no mask token', json, { ...config, mask_token: null }, /it has no mask token\.$/],
    [
      'a mask of no vocabulary',
      json,
      { ...config, mask_token: '[MASK]' },
      /it has no mask token\.$/,
    ],
  ];
  for (const [name, tokenizerJson, tokenizerConfig, message] of cases) {
    const make = () => new Tokenizer(tokenizerJson, tokenizerConfig, 'here/tokenizer.json');
    t.throws(make, { code: 'TOKENIZER_UNSUPPORTED', message }, name);
    t.throws(make, { message: /^here\/tokenizer\.json / }, name);
    t.throws(make, ServiceError, name);
  }
  t.end();
});

void t.test('the mask may be written as a string or as an object with its content', (t) => {
  for (const mask_token of ['<mask>', { content: '<mask>', lstrip: true }]) {
    const made = new Tokenizer(tokenizerJson, { mask_token }, 'tokenizer.json');
    t.equal(made.maskId, tokenizer.maskId);
  }
  t.end();
});

void t.test('ids beyond the pieces are no text: models know more than their tokenizers', (t) => {
  const beyond = [16_000, 2 ** 20];
  for (const id of beyond) {
    t.equal(tokenizer.decode([id]), '');
    t.equal(tokenizer.decode([...idsOf('Ġla'), id, ...idsOf('Ġde')]), ' la de');
    t.notOk(tokenizer.isSpecial(id));
    t.throws(() => tokenizer.tokens([id]), RangeError, 'nobody tokenises into it');
  }
  const wordPiece = makeTokenizer(readSources('test/golden/distilbert-mlm'));
  const [word = 0] = wordPiece.encode('la');
  t.equal(wordPiece.decode([407, word]), 'la', 'the next piece is the first');
  t.end();
});

void t.test('a tokenizer with more tokens than the model is refused', (t) => {
  const make = (vocabularySize: number) => () =>
    new Tokenizer(tokenizerJson, tokenizerConfig, 'tokenizer.json', {
      mask: 'required',
      vocabularySize,
    });
  const message =
    /has 16000 tokens, but vocab_size in config.json is 15999\. Use the tokenizer that/;
  t.throws(make(15_999), { code: 'TOKENIZER_UNSUPPORTED', message });
  t.doesNotThrow(make(16_000));
  t.doesNotThrow(make(16_008));
  t.end();
});

void t.test('the unknown is the one that is named, else the usual one', (t) => {
  const unknown = (config: object) =>
    new Tokenizer(tokenizerJson, { mask_token: '<mask>', ...config }, 'tokenizer.json').unknownId;
  const [usual, other] = idsOf('<unk>', '<pad>');
  t.equal(unknown({}), usual);
  t.equal(unknown({ unk_token: '<pad>' }), other);
  t.equal(unknown({ unk_token: { content: '<unk>' } }), usual);
  t.equal(unknown({ unk_token: null }), null);
  t.equal(unknown({ unk_token: 'nobody' }), null);
  const wordPiece = makeTokenizer(readSources('test/golden/electra-ner'));
  t.equal(wordPiece.unknownId, wordPiece.idOf('[UNK]'));
  t.end();
});
