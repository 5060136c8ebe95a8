import type { JsonObject, Refuse } from './options.js';
import { checkClass, specialIds, type OlderSources } from './older-files.js';
import { readSpecialTokens } from './special-tokens.js';
import { readVocabulary } from './vocabulary.js';

const CLASSES = ['RobertaTokenizer', 'LongformerTokenizer'];
const MODEL_TYPES = ['roberta', 'longformer'];

/** RobertaTokenizer's own; its mask takes the space before it. */
const DEFAULTS = {
  bos_token: '<s>',
  eos_token: '</s>',
  unk_token: '<unk>',
  sep_token: '</s>',
  pad_token: '<pad>',
  cls_token: '<s>',
  mask_token: { content: '<mask>', lstrip: true, normalized: false },
};

/**
 * vocab.json and merges.txt as the tokenizer.json that `transformers` makes of them
 * (RobertaConverter; RobertaTokenizer in its version 5).
 */
export function buildByteLevel(
  vocab: JsonObject,
  mergesText: string,
  sources: OlderSources,
  refuse: Refuse,
): JsonObject {
  checkClass('vocab.json and merges.txt', CLASSES, MODEL_TYPES, sources, refuse);
  const { settings, addedTokens } = sources;
  const vocabulary = readVocabulary(vocab, refuse);
  const tokens = readSpecialTokens(settings, addedTokens, vocabulary, DEFAULTS, refuse);
  const ids = specialIds(settings, DEFAULTS, tokens, refuse);
  const addsSpace = settings['add_prefix_space'] ?? false;
  const trims = settings['trim_offsets'] ?? true;
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: tokens,
    normalizer: null,
    pre_tokenizer: {
      type: 'ByteLevel',
      add_prefix_space: addsSpace,
      trim_offsets: true,
      use_regex: true,
    },
    post_processor: {
      type: 'RobertaProcessing',
      sep: ids('sep_token'),
      cls: ids('cls_token'),
      trim_offsets: trims,
      add_prefix_space: addsSpace,
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab,
      merges: readMergeLines(mergesText, refuse),
    },
  };
}

/** A pair of pieces a line. Lines for people begin with `#`, which is a piece too: `# #`. */
function readMergeLines(text: string, refuse: Refuse): string[][] {
  const merges: string[][] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const pair = line.split(' ');
    const isComment = line.startsWith('#version') || (line.startsWith('#') && pair.length !== 2);
    if (line === '' || isComment) continue;
    if (pair.length !== 2 || pair.includes('')) {
      throw refuse(`line ${index + 1} of merges.txt is not a pair of pieces`);
    }
    merges.push(pair);
  }
  return merges;
}
