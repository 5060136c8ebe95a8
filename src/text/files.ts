/**
 * The tokenizer of a checkpoint, whatever files it is in. Folders on the Hub have tokenizer.json,
 * or the older files of one class of `transformers`, from which that makes the same when it loads
 * them (convert_slow_tokenizer.py).
 */
import { fail } from '../errors.js';
import { buildByteLevel } from './byte-level-files.js';
import { isCount, isObject, type JsonObject, type Refuse } from './options.js';
import { contentOf, mergeSettings, readSpecialTokens } from './special-tokens.js';
import type { TokenId, Vocabulary } from './vocabulary.js';
import { buildWordPiece } from './word-piece-files.js';

/** What the files have; null for one that is not there. */
export interface TokenizerSources {
  /** Parsed: tokenizer.json, tokenizer_config.json, special_tokens_map.json, added_tokens.json. */
  readonly tokenizerJson: unknown;
  readonly tokenizerConfig: unknown;
  readonly specialTokensMap: unknown;
  readonly addedTokens: unknown;
  /** Parsed: vocab.json. */
  readonly vocabJson: unknown;
  /** The text of merges.txt and of vocab.txt. */
  readonly mergesText: string | null;
  readonly vocabText: string | null;
  /** `model_type` of config.json: it tells the class where tokenizer_config.json does not. */
  readonly modelType: string;
}

/** What `Tokenizer` is made of. */
export interface ResolvedTokenizer {
  readonly tokenizerJson: JsonObject;
  /** With `mask_token`: its content, or null where the vocabulary has none. */
  readonly tokenizerConfig: JsonObject;
}

/**
 * Brings the files to the form of tokenizer.json. That file wins where it exists; it is then only
 * given the special tokens that other files add to it.
 *
 * Errors: TOKENIZER_UNSUPPORTED, naming `file`. Whether each part of the tokenizer can be
 * represented is for `Tokenizer` to say.
 */
export function resolveTokenizer(sources: TokenizerSources, file: string): ResolvedTokenizer {
  const refuse: Refuse = (detail) => fail('TOKENIZER_UNSUPPORTED', { file, detail });
  const settings = mergeSettings(sources.tokenizerConfig, sources.specialTokensMap);
  const tokenizerJson = build(sources, settings, refuse);
  return { tokenizerJson, tokenizerConfig: withMask(settings, tokenizerJson) };
}

const HOW_TO_SAVE =
  'save one with AutoTokenizer.from_pretrained(…).save_pretrained(…) of transformers';

function build(sources: TokenizerSources, settings: JsonObject, refuse: Refuse): JsonObject {
  const { addedTokens, mergesText, modelType, tokenizerJson, vocabJson, vocabText } = sources;
  if (tokenizerJson !== null && tokenizerJson !== undefined) {
    return complete(tokenizerJson, settings, addedTokens, refuse);
  }
  const older = { settings, addedTokens, modelType };
  if (isObject(vocabJson)) {
    if (mergesText !== null) return buildByteLevel(vocabJson, mergesText, older, refuse);
    throw refuse(`there is a vocab.json without merges.txt and no tokenizer.json; ${HOW_TO_SAVE}`);
  }
  if (vocabText !== null) return buildWordPiece(vocabText, older, refuse);
  throw refuse(
    'there is no tokenizer.json, nor vocab.json with merges.txt, nor vocab.txt. ' +
      `A SentencePiece model (sentencepiece.bpe.model) alone is not read: ${HOW_TO_SAVE}`,
  );
}

/** A tokenizer.json, with the special tokens of other files that it lacks. */
function complete(
  json: unknown,
  settings: JsonObject,
  addedTokens: unknown,
  refuse: Refuse,
): JsonObject {
  if (!isObject(json)) throw refuse('it is not an object');
  checkAgreement(json, settings, refuse);
  const own: readonly unknown[] = Array.isArray(json['added_tokens']) ? json['added_tokens'] : [];
  const ownContents = new Set(own.map(contentOf));
  const known = new Map([...vocabularyOf(json['model']), ...own.flatMap(idOf)]);
  const others = readSpecialTokens(settings, addedTokens, known, {}, refuse);
  const missing = others.filter(({ content }) => !ownContents.has(content));
  return missing.length === 0 ? json : { ...json, added_tokens: [...own, ...missing] };
}

const idOf = (token: unknown): [string, TokenId][] => {
  const content = contentOf(token);
  const id = isObject(token) ? token['id'] : undefined;
  return content !== null && isCount(id) ? [[content, id]] : [];
};

/** Pieces of any model; what is wrong with them is found out later. */
function vocabularyOf(model: unknown): Vocabulary {
  const vocabulary = isObject(model) ? model['vocab'] : null;
  if (Array.isArray(vocabulary)) {
    return new Map(
      vocabulary.map((entry, id) => [Array.isArray(entry) ? String(entry[0]) : '', id]),
    );
  }
  if (!isObject(vocabulary)) return new Map();
  return new Map(
    Object.entries(vocabulary).flatMap(([piece, id]) => (isCount(id) ? [[piece, id]] : [])),
  );
}

/** Settings that say the same in both files: of the part, in it, and in tokenizer_config.json. */
const SHARED_SETTINGS = [
  ['normalizer', 'lowercase', 'do_lower_case'],
  ['normalizer', 'strip_accents', 'strip_accents'],
  ['normalizer', 'handle_chinese_chars', 'tokenize_chinese_chars'],
  ['pre_tokenizer', 'add_prefix_space', 'add_prefix_space'],
] as const;

/** Where the two files disagree, versions of `transformers` do too on which one counts. */
function checkAgreement(json: JsonObject, settings: JsonObject, refuse: Refuse): void {
  for (const [part, option, setting] of SHARED_SETTINGS) {
    const options = json[part];
    if (!isObject(options) || !(option in options) || !(setting in settings)) continue;
    const [own, other] = [options[option], settings[setting]];
    if (own === other) continue;
    throw refuse(
      `its ${part} has ${option} ${String(own)}, but tokenizer_config.json has ${setting} ` +
        `${String(other)}. Make them the same`,
    );
  }
}

/** Names the mask: the one that is given, or the usual one where it is a special token. */
function withMask(settings: JsonObject, { added_tokens: added, model }: JsonObject): JsonObject {
  if ('mask_token' in settings)
    return { ...settings, mask_token: contentOf(settings['mask_token']) };
  const usual = isObject(model) && model['type'] === 'WordPiece' ? '[MASK]' : '<mask>';
  const exists = Array.isArray(added) && added.some((token) => contentOf(token) === usual);
  return { ...settings, mask_token: exists ? usual : null };
}
