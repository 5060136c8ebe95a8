import t from 'tap';
import { resolveTokenizer, type TokenizerSources } from '../../src/text/files.js';
import { Tokenizer } from '../../src/text/tokenizer.js';
import { byteLevel, makeTokenizer, readSources, wordPiece } from './checkpoints.js';

const roberta = readSources('test/golden/roberta-mlm-bin');
const bert = readSources('test/golden/bert-mlm-legacy');
const fast = readSources('test/golden/bert-ner-bf16');

type Json = Readonly<Record<string, unknown>>;

/** A tokenizer.json without its vocabulary. */
function outline(sources: TokenizerSources): Json {
  const { model, ...others } = resolveTokenizer(sources, 'tokenizer.json').tokenizerJson;
  const { vocab, merges, ...options } = model as Json;
  return { ...others, model: options, sizes: [vocab, merges].map(sizeOf) };
}

const sizeOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? Object.keys(value).length : 0;

const addedTokens = (sources: TokenizerSources) =>
  resolveTokenizer(sources, 'tokenizer.json').tokenizerJson['added_tokens'] as readonly Json[];

/** An entry of `added_tokens`, with what is usual left out. */
const token = (id: number, content: string, more: Json = {}) => ({
  ...{ id, content, single_word: false, lstrip: false, rstrip: false },
  ...{ normalized: false, special: true, ...more },
});

// As `transformers` 5 saves it after loading the same files.
void t.test('vocab.json and merges.txt become a byte-level tokenizer.json', (t) => {
  const usual = { add_prefix_space: true, trim_offsets: true, use_regex: true };
  t.same(outline(roberta), {
    ...{ version: '1.0', truncation: null, padding: null, normalizer: null },
    added_tokens: [
      ...[token(0, '<s>'), token(1, '<pad>'), token(2, '</s>'), token(3, '<unk>')],
      token(4, '<mask>', { lstrip: true, normalized: true }),
    ],
    pre_tokenizer: { type: 'ByteLevel', ...usual, add_prefix_space: false },
    post_processor: {
      ...{ type: 'RobertaProcessing', sep: ['</s>', 2], cls: ['<s>', 0] },
      ...{ trim_offsets: true, add_prefix_space: false },
    },
    decoder: { type: 'ByteLevel', ...usual },
    model: {
      ...{ type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: '' },
      ...{ end_of_word_suffix: '', fuse_unk: false, byte_fallback: false, ignore_merges: false },
    },
    sizes: [900, 639],
  });
  t.end();
});

void t.test('vocab.txt becomes a WordPiece tokenizer.json', (t) => {
  const special = (id: string, type_id: number) => ({ SpecialToken: { id, type_id } });
  const text = (id: string, type_id: number) => ({ Sequence: { id, type_id } });
  const single = [special('[CLS]', 0), text('A', 0), special('[SEP]', 0)];
  t.same(outline(bert), {
    ...{ version: '1.0', truncation: null, padding: null },
    added_tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'].map((content, id) =>
      token(id, content),
    ),
    normalizer: {
      ...{ type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true },
      ...{ strip_accents: false, lowercase: true },
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single,
      pair: [...single, text('B', 1), special('[SEP]', 1)],
      special_tokens: {
        '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
        '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
      },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      ...{ type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##' },
      max_input_chars_per_word: 100,
    },
    sizes: [900, 0],
  });
  t.end();
});

void t.test('settings of tokenizer_config.json count where there is no tokenizer.json', (t) => {
  const spaced = makeTokenizer({ ...roberta, tokenizerConfig: { add_prefix_space: true } });
  t.same(spaced.encode('fiebre'), byteLevel.encode(' fiebre'));
  t.same(
    byteLevel.encode('fiebre'),
    makeTokenizer({ ...roberta, tokenizerConfig: null }).encode('fiebre'),
  );

  const config = { ...(bert.tokenizerConfig as Json), do_lower_case: false };
  const cased = makeTokenizer({ ...bert, tokenizerConfig: config });
  t.not(
    cased.tokens(cased.encode('Fiebre')).join(' '),
    wordPiece.tokens(wordPiece.encode('Fiebre')).join(' '),
  );
  const follows = makeTokenizer({ ...bert, tokenizerConfig: {} });
  t.same(follows.encode('tós'), wordPiece.encode('tos'), 'accents follow do_lower_case');
  t.end();
});

void t.test('the mask of RoBERTa takes the spaces before it, however it is written', (t) => {
  for (const mask_token of ['<mask>', { content: '<mask>', lstrip: true }, undefined]) {
    const sources = {
      ...roberta,
      tokenizerConfig: null,
      specialTokensMap: mask_token === undefined ? null : { mask_token },
    };
    const { ids, starts } = makeTokenizer(sources).encodeWithOffsets('y  <mask>');
    t.same(ids, byteLevel.encode('y  <mask>'));
    t.equal(starts[1], 3);
  }
  const mask_token = { content: '<mask>', lstrip: false };
  const tokenizer = makeTokenizer({ ...roberta, specialTokensMap: { mask_token } });
  t.equal(tokenizer.encode('y  <mask>').length, 4, 'unless it says otherwise');
  t.end();
});

void t.test('special_tokens_map.json counts more than an older tokenizer_config.json', (t) => {
  const tokenizerConfig = { mask_token: '[MASK]' };
  const specialTokensMap = { mask_token: '<mask>' };
  t.equal(makeTokenizer({ ...roberta, tokenizerConfig, specialTokensMap }).maskToken, '<mask>');
  t.throws(
    () =>
      makeTokenizer({
        ...roberta,
        tokenizerConfig: { ...tokenizerConfig, added_tokens_decoder: {} },
        specialTokensMap,
      }),
    { message: /its special token \[MASK\] is in no vocabulary\.$/ },
  );
  t.end();
});

void t.test('tokens are added by any of the files', (t) => {
  const plain = { normalized: true, special: false };
  t.same(addedTokens({ ...roberta, addedTokens: { disnea: 901, asma: 900 } }).slice(5), [
    token(900, 'asma', plain),
    token(901, 'disnea', plain),
  ]);
  const tokenizerConfig = {
    added_tokens_decoder: {
      '900': { content: 'asma', lstrip: true, special: false, normalized: false },
      '901': { content: '<fin>', special: true },
    },
    additional_special_tokens: ['<fin>'],
  };
  t.same(addedTokens({ ...roberta, tokenizerConfig }).slice(5), [
    token(900, 'asma', { lstrip: true, special: false }),
    token(901, '<fin>'),
  ]);
  const added = addedTokens({ ...fast, addedTokens: { '<fin>': 900 } });
  t.same(added.slice(5), [token(900, '<fin>', plain)], 'beside a tokenizer.json too');
  const tokenizer = makeTokenizer({ ...roberta, addedTokens: { asma: 900 } });
  t.same(tokenizer.encode('laasma'), [...byteLevel.encode('la'), 900]);
  t.end();
});

void t.test('tokenizer.json wins', (t) => {
  const all = { ...fast, vocabText: 'nothing\n', vocabJson: {}, mergesText: '' };
  t.same(resolveTokenizer(all, 'here').tokenizerJson, fast.tokenizerJson);
  t.end();
});

void t.test('the mask is the one that is named, or the usual one', (t) => {
  const maskOf = (sources: Partial<TokenizerSources>) =>
    resolveTokenizer({ ...fast, ...sources }, 'here').tokenizerConfig['mask_token'];
  t.equal(maskOf({}), '[MASK]');
  t.equal(maskOf({ tokenizerConfig: null }), '[MASK]');
  t.equal(maskOf({ tokenizerConfig: { mask_token: null } }), null);
  t.equal(maskOf({ tokenizerConfig: { mask_token: { content: '[MASK]' } } }), '[MASK]');
  const json = { ...(fast.tokenizerJson as Json), added_tokens: [] };
  t.equal(maskOf({ tokenizerConfig: null, tokenizerJson: json }), null);
  t.end();
});

void t.test('a model without a mask can be asked for', (t) => {
  const make = (mask: 'required' | 'optional') =>
    new Tokenizer(fast.tokenizerJson, { mask_token: null }, 'here', { mask });
  t.throws(() => make('required'), { code: 'TOKENIZER_UNSUPPORTED' });
  const tokenizer = make('optional');
  t.notOk(tokenizer.hasMask);
  t.throws(() => tokenizer.maskId, TypeError);
  t.throws(() => tokenizer.maskToken, TypeError);
  t.end();
});

void t.test('merges.txt', (t) => {
  const [header = '', ...lines] = (roberta.mergesText ?? '').split('\n');
  const same = (mergesText: string, name: string) =>
    t.same(
      resolveTokenizer({ ...roberta, mergesText }, 'here').tokenizerJson,
      resolveTokenizer(roberta, 'here').tokenizerJson,
      name,
    );
  same(lines.join('\n'), 'without its header');
  same([header, ...lines].join('\r\n'), 'with other line ends');
  same([header, '# pairs of pieces, in order', '', ...lines].join('\n'), 'with comments');
  const more = { ...roberta, mergesText: `${header}\n# #\n` };
  const { model } = resolveTokenizer(more, 'here').tokenizerJson as { model: Json };
  t.same(model['merges'], [['#', '#']], 'a pair that looks like a comment');
  t.end();
});

void t.test('vocab.txt may have other line ends', (t) => {
  const vocabText = (bert.vocabText ?? '').replaceAll('\n', '\r\n');
  t.same(makeTokenizer({ ...bert, vocabText }).encode('fiebre'), wordPiece.encode('fiebre'));
  t.end();
});

const none: TokenizerSources = {
  ...{ tokenizerJson: null, tokenizerConfig: null, specialTokensMap: null, addedTokens: null },
  ...{ vocabJson: null, mergesText: null, vocabText: null, modelType: 'xlm-roberta' },
};

const refused: readonly (readonly [string, TokenizerSources, RegExp])[] = [
  ['no files', none, /sentencepiece\.bpe\.model\) alone is not read: save one with AutoTokenizer/],
  ['a vocabulary alone', { ...roberta, mergesText: null }, /vocab\.json without merges\.txt/],
  ['a list', { ...roberta, tokenizerJson: [] }, /it is not an object/],
  [
    'another class of BPE',
    { ...roberta, specialTokensMap: null, tokenizerConfig: { tokenizer_class: 'GPT2Tokenizer' } },
    /of the class GPT2Tokenizer cannot be read without a tokenizer\.json, only those of Roberta/,
  ],
  [
    'another type of model',
    { ...roberta, tokenizerConfig: null, modelType: 'camembert' },
    /of models of the type camembert cannot be read/,
  ],
  [
    'another class of WordPiece',
    { ...bert, tokenizerConfig: { tokenizer_class: 'BertJapaneseTokenizer' } },
    /of the class BertJapaneseTokenizer cannot be read/,
  ],
  [
    'words that are not split',
    { ...bert, tokenizerConfig: { do_basic_tokenize: false } },
    /do_basic_tokenize false/,
  ],
  [
    'a special token of no vocabulary',
    { ...roberta, specialTokensMap: { sep_token: '<sep>' } },
    /its special token <sep> is in no vocabulary/,
  ],
  ['no [CLS]', { ...bert, vocabText: '[UNK]\n[SEP]\n' }, /its cls_token \[CLS\] is in no voc/],
  [
    'a piece twice',
    { ...bert, vocabText: 'a\nb\na\n' },
    /lines 1 and 3 of vocab\.txt have the same/,
  ],
  [
    'an id twice',
    { ...roberta, vocabJson: { a: 0, b: 0 } },
    /the pieces a and b both have the id 0/,
  ],
  ['an id of text', { ...roberta, vocabJson: { a: '0' } }, /the id of the piece a is "0"/],
  ['merges of three', { ...roberta, mergesText: 'a b c\n' }, /line 1 of merges\.txt is not a pair/],
  [
    'a merge of no vocabulary',
    { ...roberta, mergesText: '€ €\n' },
    /its merge 0 has €, which is not in the vocabulary/,
  ],
  ['ids of nobody', { ...roberta, addedTokens: { asma: 1000 } }, /no piece .* has the id 900, but/],
  ['no list of ids', { ...roberta, addedTokens: ['tos'] }, /added_tokens\.json is not an object/],
  [
    'two files that disagree',
    { ...fast, tokenizerConfig: { do_lower_case: false } },
    /its normalizer has lowercase true, but tokenizer_config\.json has do_lower_case false\. Make/,
  ],
  [
    'another id than the vocabulary',
    { ...roberta, addedTokens: { tos: 900 } },
    /its added token tos has the id 900, and 409 in the vocabulary/,
  ],
  [
    'two ids of a token',
    { ...fast, tokenizerJson: withAddedToken({ id: 901, content: '[MASK]' }) },
    /its added token \[MASK\] has the id 901, and 4 in the vocabulary/,
  ],
];

function withAddedToken(added: Json): Json {
  return { ...(fast.tokenizerJson as Json), added_tokens: [added] };
}

void t.test('files that cannot be read are refused by name', (t) => {
  for (const [name, sources, message] of refused) {
    t.throws(() => makeTokenizer(sources), { code: 'TOKENIZER_UNSUPPORTED', message }, name);
  }
  t.end();
});
