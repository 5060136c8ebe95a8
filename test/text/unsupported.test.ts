/** Parts of a tokenizer.json that cannot be represented exactly are refused, by name. */
import t from 'tap';
import { resolveTokenizer } from '../../src/text/files.js';
import { Tokenizer } from '../../src/text/tokenizer.js';
import { readSources } from './checkpoints.js';

type Json = Readonly<Record<string, unknown>>;

const jsonOf = (folder: string): Json =>
  resolveTokenizer(readSources(`test/golden/${folder}`), 'tokenizer.json').tokenizerJson;

const roberta = jsonOf('roberta-ner');
const bert = jsonOf('bert-ner-bf16');
const xlmr = jsonOf('xlmr-mlm-f16');

const make = (json: Json) => new Tokenizer(json, {}, 'tokenizer.json', { mask: 'optional' });

/** A part of a tokenizer with other options. */
const change = (json: Json, part: string, options: Json): Json => ({
  ...json,
  [part]: { ...(json[part] as Json), ...options },
});

const add = (json: Json, ...tokens: readonly Json[]): Json => ({
  ...json,
  added_tokens: [...(json['added_tokens'] as readonly Json[]), ...tokens],
});

const refused: readonly (readonly [string, Json, RegExp])[] = [
  ['an unknown part', { ...bert, colour: 'red' }, /the unknown option colour, "red"/],
  ['no added tokens', { ...bert, added_tokens: null }, /has added_tokens/],

  ['a normalizer', { ...bert, normalizer: { type: 'Morse' } }, /normalizer .* unknown type Morse/],
  ['a list', { ...bert, normalizer: [] }, /its normalizer is not an object/],
  [
    'one in a sequence',
    { ...bert, normalizer: { type: 'Sequence', normalizers: [{ type: 'Nmt' }] } },
    /normalizer .* unknown type Nmt/,
  ],
  [
    'its option',
    change(bert, 'normalizer', { stem: true }),
    /normalizer BertNormalizer has the unknown option stem, true/,
  ],
  [
    'its value',
    change(bert, 'normalizer', { lowercase: 'yes' }),
    /normalizer BertNormalizer has lowercase "yes"/,
  ],
  [
    'a regular expression',
    {
      ...xlmr,
      normalizer: { type: 'Replace', pattern: { Regex: '\\p{Han}' }, content: '' },
    },
    /normalizer Replace has the regular expression "\\\\p\{Han\}"/,
  ],
  [
    'an empty pattern',
    { ...xlmr, normalizer: { type: 'Replace', pattern: { String: '' }, content: '' } },
    /has the pattern ""/,
  ],
  [
    'a damaged charsmap',
    { ...xlmr, normalizer: { type: 'Precompiled', precompiled_charsmap: 'AAAAAAAA' } },
    /damaged precompiled_charsmap/,
  ],
  [
    'a cut charsmap',
    { ...xlmr, normalizer: { type: 'Precompiled', precompiled_charsmap: '/wAAAAAA' } },
    /damaged precompiled_charsmap/,
  ],

  [
    'a pre-tokenizer',
    { ...bert, pre_tokenizer: { type: 'UnicodeScripts' } },
    /pre_tokenizer is of the unknown type UnicodeScripts/,
  ],
  [
    'a scheme',
    change(xlmr, 'pre_tokenizer', { prepend_scheme: 'last' }),
    /pre_tokenizer Metaspace has prepend_scheme "last"/,
  ],
  [
    'two schemes',
    change(xlmr, 'pre_tokenizer', { add_prefix_space: false }),
    /pre_tokenizer Metaspace has prepend_scheme "always"/,
  ],
  [
    'a replacement of two characters',
    change(xlmr, 'pre_tokenizer', { replacement: '__' }),
    /replacement "__"/,
  ],
  [
    'a split turned round',
    {
      ...bert,
      pre_tokenizer: {
        ...{ type: 'Split', pattern: { String: 'a' }, behavior: 'Removed', invert: true },
      },
    },
    /pre_tokenizer Split has invert true/,
  ],
  [
    'a behaviour',
    { ...bert, pre_tokenizer: { type: 'Punctuation', behavior: 'Shouted' } },
    /behavior "Shouted"/,
  ],

  [
    'a model',
    change(bert, 'model', { type: 'WordLevel' }),
    /model is of the unknown type WordLevel/,
  ],
  ['dropout', change(roberta, 'model', { dropout: 0.1 }), /model BPE has dropout 0\.1/],
  ['bytes', change(roberta, 'model', { byte_fallback: true }), /has byte_fallback true/],
  ['bytes of Unigram', change(xlmr, 'model', { byte_fallback: true }), /Unigram has byte_fallback/],
  [
    'a prefix',
    change(roberta, 'model', { continuing_subword_prefix: '##' }),
    /has continuing_subword_prefix "##"/,
  ],
  ['a suffix', change(roberta, 'model', { end_of_word_suffix: '</w>' }), /end_of_word_suffix/],
  ['no unknown piece', change(xlmr, 'model', { unk_id: null }), /Unigram has unk_id missing/],
  ['an unknown piece of nowhere', change(xlmr, 'model', { unk_id: 5000 }), /unk_id 5000/],
  ['an unknown word', change(bert, 'model', { unk_token: '<unk>' }), /unk_token "<unk>"/],
  ['an unknown byte', change(roberta, 'model', { unk_token: '?!' }), /unk_token "\?!"/],
  [
    'a piece twice',
    change(xlmr, 'model', {
      vocab: [
        ['<unk>', 0],
        ['a', -1],
        ['a', -2],
      ],
    }),
    /vocabulary has the piece a twice/,
  ],
  [
    'a piece without a score',
    change(xlmr, 'model', { vocab: [['<unk>', 0], ['a']] }),
    /piece 1 is not a text with a score/,
  ],
  [
    'a hole',
    change(bert, 'model', { vocab: { '[UNK]': 1, a: 7 } }),
    /no piece .* has the id 5, but/,
  ],
  ['an id of half', change(bert, 'model', { vocab: { '[UNK]': 0.5 } }), /\[UNK\] is 0\.5/],
  ['merges of nothing', change(roberta, 'model', { merges: [['a']] }), /merge 0 is not a pair/],

  [
    'a post-processor',
    { ...bert, post_processor: { type: 'Stamp' } },
    /post_processor is of the unknown type Stamp/,
  ],
  [
    'an end of another vocabulary',
    change(roberta, 'post_processor', { sep: ['</s>', 7] }),
    /RobertaProcessing has sep \["<\/s>",7\]/,
  ],
  [
    'a template without a text',
    change(bert, 'post_processor', { single: [] }),
    /special tokens do not stand before and after a text/,
  ],
  [
    'a template with an unknown token',
    change(bert, 'post_processor', { single: [{ SpecialToken: { id: '[X]', type_id: 0 } }] }),
    /template has the item \{"SpecialToken"/,
  ],
  ['a decoder', { ...bert, decoder: { type: 'CTC' } }, /decoder is of the unknown type CTC/],

  ['a token without an id', add(bert, { content: 'x' }), /added token has id missing/],
  [
    'two tokens of an id',
    add(bert, { id: 900, content: 'x1' }, { id: 900, content: 'x2' }),
    /two of its added tokens have the same id/,
  ],
  [
    'two tokens that are written the same',
    add(
      bert,
      { id: 900, content: 'Tos1', normalized: true },
      { id: 901, content: 'tos1', normalized: true },
    ),
    /two of its added tokens are written the same/,
  ],
  ['an empty token', add(bert, { id: 900, content: '' }), /one of its added tokens is empty/],
  [
    'an option of a token',
    add(bert, { id: 900, content: 'x1', loud: true }),
    /added token has the unknown option loud, true/,
  ],
];

for (const [name, json, message] of refused) {
  void t.test(name, (t) => {
    t.throws(() => make(json), { code: 'TOKENIZER_UNSUPPORTED', message });
    t.end();
  });
}

void t.test('older forms of the same are read', (t) => {
  const text = 'fiebre y  tos';
  const same = (json: Json, older: Json) =>
    t.same(make(older).encode(text), make(json).encode(text));
  const { type, ...untyped } = bert['model'] as Json;
  t.equal(type, 'WordPiece');
  same(bert, { ...bert, model: untyped });
  const { merges, ...others } = roberta['model'] as { merges: readonly (readonly string[])[] };
  same(roberta, { ...roberta, model: { ...others, merges: merges.map((pair) => pair.join(' ')) } });
  same(xlmr, {
    ...xlmr,
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', str_rep: '▁', add_prefix_space: true },
  });
  t.end();
});

void t.test('the valid neighbours of all these are read', (t) => {
  for (const json of [roberta, bert, xlmr]) t.ok(make(json).encode('fiebre').length > 0);
  t.end();
});
