import { isCount, isObject, Options, type JsonObject, type Refuse } from './options.js';
import type { TokenId, Vocabulary } from './vocabulary.js';

/** The settings that name a special token each, in the order that tokenizers list them. */
const NAMES = [
  ...['bos_token', 'eos_token', 'unk_token', 'sep_token', 'pad_token', 'cls_token', 'mask_token'],
] as const;

/** An entry of `added_tokens` in tokenizer.json. */
export interface WrittenToken {
  readonly id: TokenId;
  readonly content: string;
  readonly single_word: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
  readonly special: boolean;
}

type TokenWithoutId = Omit<WrittenToken, 'id'> & { readonly id: TokenId | null };

/** A special token in tokenizer_config.json is a string, or an object with its content. */
export function contentOf(token: unknown): string | null {
  if (typeof token === 'string') return token;
  if (isObject(token) && typeof token['content'] === 'string') return token['content'];
  return null;
}

/**
 * tokenizer_config.json, with special_tokens_map.json above it: unless it lists its added tokens,
 * which newer files do, the other is the younger one (from_pretrained of transformers).
 */
export function mergeSettings(config: unknown, specialTokensMap: unknown): JsonObject {
  const settings = isObject(config) ? config : {};
  const map = isObject(specialTokensMap) ? specialTokensMap : {};
  return 'added_tokens_decoder' in settings ? settings : { ...settings, ...map };
}

/**
 * The tokens that the settings and added_tokens.json name, with their ids, which must be in the
 * vocabulary or in those files. `defaults` are for settings that are not given; where the
 * vocabulary lacks one of them, the model has no such token.
 */
export function readSpecialTokens(
  settings: JsonObject,
  addedTokens: unknown,
  vocabulary: Vocabulary,
  defaults: JsonObject,
  refuse: Refuse,
): WrittenToken[] {
  const wanted: TokenWithoutId[] = [
    ...listed(settings['added_tokens_decoder'], refuse),
    ...NAMES.flatMap((name) => named(name, settings, vocabulary, defaults, refuse)),
    ...unnamed(settings, refuse),
  ];
  const contents = new Set(wanted.map(({ content }) => content));
  wanted.push(...ofOlderFile(addedTokens, contents, refuse));
  const tokens = new Map<string, WrittenToken>();
  const ids = new Map(wanted.flatMap(({ content, id }) => (id === null ? [] : [[content, id]])));
  for (const token of wanted) {
    const { content } = token;
    const id = vocabulary.get(content) ?? ids.get(content);
    if (id === undefined) throw refuse(`its special token ${content} is in no vocabulary`);
    if (!tokens.has(content)) tokens.set(content, { ...token, id });
  }
  return [...tokens.values()].sort((a, b) => a.id - b.id);
}

/** `added_tokens_decoder` of tokenizer_config.json: tokens by their ids. */
function listed(decoder: unknown, refuse: Refuse): TokenWithoutId[] {
  if (!isObject(decoder)) return [];
  return Object.entries(decoder).map(([id, token]) => ({
    ...readToken(token, isObject(token) && token['special'] === true, refuse),
    id: Number(id),
  }));
}

function named(
  name: string,
  settings: JsonObject,
  vocabulary: Vocabulary,
  defaults: JsonObject,
  refuse: Refuse,
): TokenWithoutId[] {
  const given = name in settings;
  const value = given ? settings[name] : defaults[name];
  if (value === null || value === undefined) return [];
  // A class that gives a name its properties gives them to its bare content too.
  const usual = defaults[name];
  const isUsual = typeof value === 'string' && contentOf(usual) === value;
  const token = readToken(isUsual ? usual : value, true, refuse);
  return given || vocabulary.has(token.content) ? [token] : [];
}

/** Special tokens without a name of their own. */
function unnamed(settings: JsonObject, refuse: Refuse): TokenWithoutId[] {
  return ['additional_special_tokens', 'extra_special_tokens'].flatMap((name) => {
    const value = settings[name] ?? [];
    const tokens: unknown = isObject(value) ? Object.values(value) : value;
    if (!Array.isArray(tokens)) throw refuse(`its ${name} is no list`);
    return tokens.map((token) => readToken(token, true, refuse));
  });
}

/** added_tokens.json: ids of tokens, special only where another file says so. */
function ofOlderFile(
  json: unknown,
  special: ReadonlySet<string>,
  refuse: Refuse,
): TokenWithoutId[] {
  if (json === null || json === undefined) return [];
  if (!isObject(json)) throw refuse('added_tokens.json is not an object');
  return Object.entries(json).map(([content, id]) => {
    if (!isCount(id)) throw refuse(`added_tokens.json has no id for ${content}`);
    return { ...readToken(content, special.has(content), refuse), id };
  });
}

/** A token as a file writes it: a string, or an object of its properties. */
function readToken(value: unknown, special: boolean, refuse: Refuse): TokenWithoutId {
  const json = typeof value === 'string' ? { content: value } : value;
  const options = new Options(json, 'special token', refuse);
  options.only('__type', 'AddedToken');
  options.only('special', true, false);
  const token = {
    id: null,
    content: options.string('content'),
    single_word: options.boolean('single_word', false),
    lstrip: options.boolean('lstrip', false),
    rstrip: options.boolean('rstrip', false),
    normalized: options.boolean('normalized', !special),
    special,
  };
  options.end();
  return token;
}
