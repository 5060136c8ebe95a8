import type { JsonObject, Refuse } from './options.js';
import { checkClass, specialIds, type OlderSources } from './older-files.js';
import { readSpecialTokens } from './special-tokens.js';
import type { TokenId } from './vocabulary.js';

const CLASSES = ['BertTokenizer', 'DistilBertTokenizer', 'ElectraTokenizer'];
const MODEL_TYPES = ['bert', 'distilbert', 'electra'];

/** BertTokenizer's own. */
const DEFAULTS = {
  unk_token: '[UNK]',
  sep_token: '[SEP]',
  pad_token: '[PAD]',
  cls_token: '[CLS]',
  mask_token: '[MASK]',
};

/**
 * vocab.txt as the tokenizer.json that `transformers` makes of it (BertConverter; BertTokenizer in
 * its version 5).
 */
export function buildWordPiece(
  vocabText: string,
  sources: OlderSources,
  refuse: Refuse,
): JsonObject {
  checkClass('vocab.txt', CLASSES, MODEL_TYPES, sources, refuse);
  const { settings, addedTokens } = sources;
  const splitsWords = settings['do_basic_tokenize'] ?? true;
  if (splitsWords !== true) throw refuse('tokenizer_config.json has do_basic_tokenize false');
  const vocabulary = readPieces(vocabText, refuse);
  const tokens = readSpecialTokens(settings, addedTokens, vocabulary, DEFAULTS, refuse);
  const ids = specialIds(settings, DEFAULTS, tokens, refuse);
  const [unknown] = ids('unk_token');
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: tokens,
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: settings['tokenize_chinese_chars'] ?? true,
      strip_accents: settings['strip_accents'] ?? null,
      lowercase: settings['do_lower_case'] ?? true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: makeTemplate(ids('cls_token'), ids('sep_token')),
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: unknown,
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary),
    },
  };
}

/** A piece a line; its id is the line's number from 0. */
function readPieces(text: string, refuse: Refuse): ReadonlyMap<string, TokenId> {
  const lines = text.split(/\r\n|\n|\r/);
  // The end of the last line is not a line.
  if (lines.at(-1) === '') lines.pop();
  const pieces = new Map<string, TokenId>();
  for (const [id, piece] of lines.entries()) {
    const other = pieces.get(piece);
    if (other !== undefined) {
      throw refuse(`lines ${other + 1} and ${id + 1} of vocab.txt have the same piece: ${piece}`);
    }
    pieces.set(piece, id);
  }
  return pieces;
}

type TokenAndId = readonly [content: string, id: TokenId];

/** `[CLS] A [SEP]`, and `[CLS] A [SEP] B [SEP]` for two texts. */
function makeTemplate(cls: TokenAndId, sep: TokenAndId): JsonObject {
  const special = ([id]: TokenAndId, type_id: number) => ({ SpecialToken: { id, type_id } });
  const text = (id: string, type_id: number) => ({ Sequence: { id, type_id } });
  const define = ([id, number]: TokenAndId) => [id, { id, ids: [number], tokens: [id] }] as const;
  const single = [special(cls, 0), text('A', 0), special(sep, 0)];
  return {
    type: 'TemplateProcessing',
    single,
    pair: [...single, text('B', 1), special(sep, 1)],
    special_tokens: Object.fromEntries([define(cls), define(sep)]),
  };
}
