import { isObject, Options, type JsonObject, type Refuse } from './options.js';
import type { LibraryModel, Model, Piece } from './pieces.js';
import { Unigram } from './unigram.js';
import { readVocabulary, type TokenId, type Vocabulary } from './vocabulary.js';

/** What is to be known of a model besides its pieces. */
interface Rules {
  readonly vocabulary: Vocabulary;
  /** Null where every character has a piece. */
  readonly unknown: { readonly id: TokenId; readonly covers: 'part' | 'character' } | null;
  /** Whether unknown neighbours are one token. */
  readonly fusesUnknown: boolean;
  /** What pieces begin with that go on with a word. */
  readonly prefix: string;
}

/**
 * The model of a tokenizer.json. The library finds the pieces; here is what each of them covers.
 * Refuses options that the library does not follow as the tokenizers crate does.
 */
export function readModel(json: unknown, library: LibraryModel, refuse: Refuse): Model {
  if (!isObject(json)) throw refuse('its "model" is not an object');
  const type = typeof json['type'] === 'string' ? json['type'] : guessType(json);
  const options = new Options({ ...json, type }, 'model', refuse);
  options.take('type');
  // Of ways that are equal the library takes another one: `85.000` in XLM-R is `00 0` or `0 00`.
  const model =
    type === 'Unigram'
      ? new Unigram(options, refuse)
      : readLibraryModel(type, options, library, refuse);
  options.end();
  return model;
}

function readLibraryModel(
  type: string,
  options: Options,
  library: LibraryModel,
  refuse: Refuse,
): Model {
  const rules = readRules(type, options, refuse);
  return {
    vocabulary: rules.vocabulary,
    prefix: rules.prefix,
    tokenize: (part) => measure(rules, part, library.encode([part])),
  };
}

/** Older files do not name the type. */
function guessType(json: JsonObject): string {
  if ('merges' in json) return 'BPE';
  if (Array.isArray(json['vocab'])) return 'Unigram';
  return 'continuing_subword_prefix' in json ? 'WordPiece' : 'without a name';
}

function readRules(type: string, options: Options, refuse: Refuse): Rules {
  switch (type) {
    case 'BPE':
      return readBytePairEncoding(options, refuse);
    case 'WordPiece':
      return readWordPiece(options, refuse);
    default:
      throw refuse(`its model is of the unknown type ${type}`);
  }
}

function readBytePairEncoding(options: Options, refuse: Refuse): Rules {
  // At random: no two answers would be the same.
  options.only('dropout', null, 0);
  options.only('continuing_subword_prefix', null, '');
  options.only('end_of_word_suffix', null, '');
  options.only('byte_fallback', false);
  options.take('ignore_merges');
  options.list('merges');
  const fusesUnknown = options.boolean('fuse_unk', false);
  const vocabulary = readVocabulary(options.take('vocab'), refuse);
  const token = options.take('unk_token') ?? null;
  if (token === null) return { vocabulary, unknown: null, fusesUnknown, prefix: '' };
  const id = typeof token === 'string' ? vocabulary.get(token) : undefined;
  if (id === undefined) throw options.refuse('unk_token', token);
  return { vocabulary, unknown: { id, covers: 'character' }, fusesUnknown, prefix: '' };
}

function readWordPiece(options: Options, refuse: Refuse): Rules {
  const vocabulary = readVocabulary(options.take('vocab'), refuse);
  const token = options.string('unk_token', '[UNK]');
  const prefix = options.string('continuing_subword_prefix', '##');
  options.count('max_input_chars_per_word', 100);
  const id = vocabulary.get(token);
  if (id === undefined) throw options.refuse('unk_token', token);
  return { vocabulary, unknown: { id, covers: 'part' }, fusesUnknown: false, prefix };
}

/** Gives each piece of a part its id, and the units of the part that it covers. */
function measure(rules: Rules, part: string, texts: readonly string[]): Piece[] {
  const { vocabulary, unknown, prefix } = rules;
  const pieces: Piece[] = [];
  let from = 0;
  for (const text of texts) {
    const id = vocabulary.get(text);
    const isUnknown = unknown !== null && (id === undefined || id === unknown.id);
    const length = isUnknown
      ? unknownLength(unknown.covers, part, from)
      : text.length - (from > 0 && text.startsWith(prefix) ? prefix.length : 0);
    const last = pieces.at(-1);
    if (isUnknown && rules.fusesUnknown && last?.id === unknown.id) {
      pieces[pieces.length - 1] = { ...last, length: last.length + length };
    } else if (isUnknown) pieces.push({ id: unknown.id, length, text });
    else if (id !== undefined) pieces.push({ id, length, text });
    from += length;
  }
  return pieces;
}

function unknownLength(covers: 'part' | 'character', part: string, from: number): number {
  if (covers === 'part') return part.length;
  return (part.codePointAt(from) ?? 0) > 0xffff ? 2 : 1;
}
