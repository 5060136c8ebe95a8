import * as library from '@huggingface/tokenizers';
import { messageOf } from '../errors.js';
import type { Model, Piece } from './model.js';
import { type JsonObject, type Options, type Refuse } from './options.js';
import { checkMerges, readVocabulary, type TokenId, type Vocabulary } from './vocabulary.js';

/** What is used of the library's tokenizer: pieces of parts, end to end. */
interface Library {
  readonly model: { encode(parts: string[]): string[] };
}

// Its declarations import each other without file extensions, which Node's module resolution does
// not follow: its types would all be `any`.
const LibraryTokenizer = library.Tokenizer as new (json: object, config: object) => Library;

/** What is to be known of a model besides its pieces. */
interface Rules {
  readonly vocabulary: Vocabulary;
  /** Null where there is no token for what the vocabulary lacks: it is then left out. */
  readonly unknown: { readonly id: TokenId; readonly covers: 'part' | 'character' } | null;
  /** Whether unknown neighbours are one token. */
  readonly fusesUnknown: boolean;
  /** What pieces begin with that go on with a word. */
  readonly prefix: string;
}

/** Byte pair encoding: the library finds the pieces of a part, and here is what each covers. */
export function readBytePairEncoding(json: JsonObject, options: Options, refuse: Refuse): Model {
  // At random: no two answers would be the same.
  options.expect('dropout', null, 0);
  options.expect('continuing_subword_prefix', null, '');
  options.expect('end_of_word_suffix', null, '');
  options.expect('byte_fallback', false);
  options.boolean('ignore_merges', false);
  const fusesUnknown = options.boolean('fuse_unk', false);
  const vocabulary = readVocabulary(options.take('vocab'), refuse);
  checkMerges(options.list('merges'), vocabulary, refuse);
  const token = options.take('unk_token') ?? null;
  const id = typeof token === 'string' ? vocabulary.get(token) : undefined;
  if (token !== null && id === undefined) throw options.refuse('unk_token', token);
  const unknown = id === undefined ? null : ({ id, covers: 'character' } as const);
  return open(json, { vocabulary, unknown, fusesUnknown, prefix: '' }, refuse);
}

/** BERT's WordPiece: a part that its pieces cannot make is one unknown token. */
export function readWordPiece(json: JsonObject, options: Options, refuse: Refuse): Model {
  const vocabulary = readVocabulary(options.take('vocab'), refuse);
  const token = options.string('unk_token', '[UNK]');
  const prefix = options.string('continuing_subword_prefix', '##');
  const longest = options.count('max_input_chars_per_word', 100);
  const id = vocabulary.get(token);
  if (id === undefined) throw options.refuse('unk_token', token);
  const explicit = {
    ...json,
    unk_token: token,
    continuing_subword_prefix: prefix,
    max_input_chars_per_word: longest,
  };
  const rules: Rules = {
    vocabulary,
    unknown: { id, covers: 'part' },
    fusesUnknown: false,
    prefix,
  };
  return open(explicit, rules, refuse);
}

function open(model: JsonObject, rules: Rules, refuse: Refuse): Model {
  // The other parts of a tokenizer are our own, which keep where everything comes from.
  const others = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null };
  let opened: Library;
  try {
    opened = new LibraryTokenizer({ version: '1.0', added_tokens: [], ...others, model }, {});
  } catch (error) {
    throw refuse(messageOf(error));
  }
  return {
    vocabulary: rules.vocabulary,
    prefix: rules.prefix,
    tokenize: (part) => measure(rules, part, opened.model.encode([part])),
  };
}

/** Gives each piece of a part its id, and the units of the part that it covers. */
function measure(rules: Rules, part: string, texts: readonly string[]): Piece[] {
  const { vocabulary, unknown } = rules;
  const pieces: Piece[] = [];
  let from = 0;
  for (const text of texts) {
    const id = vocabulary.get(text);
    if (id === undefined) throw new TypeError('the library gave a piece of no vocabulary');
    const isUnknown = id === unknown?.id;
    const written = isUnknown ? null : withoutPrefix(text, rules.prefix, from);
    // What has no token counts to the one before it, or at the start to the one after it.
    const start = written === null ? from : part.indexOf(written, from);
    const end = written === null ? unknownEnd(part, from, unknown) : start + written.length;
    const last = pieces.at(-1);
    if (isUnknown && rules.fusesUnknown && last?.id === id) stretch(pieces, end - from);
    else {
      const skipped = pieces.length > 0 ? start - from : 0;
      stretch(pieces, skipped);
      pieces.push({ id, length: end - from - skipped, text });
    }
    from = end;
  }
  stretch(pieces, part.length - from);
  return pieces;
}

/** Lets the last piece cover more. */
function stretch(pieces: Piece[], units: number): void {
  const last = pieces.at(-1);
  if (last === undefined || units === 0) return;
  pieces[pieces.length - 1] = { ...last, length: last.length + units };
}

const withoutPrefix = (text: string, prefix: string, from: number): string =>
  from > 0 && text.startsWith(prefix) ? text.slice(prefix.length) : text;

function unknownEnd(part: string, from: number, unknown: Rules['unknown']): number {
  if (unknown?.covers === 'part') return part.length;
  return from + ((part.codePointAt(from) ?? 0) > 0xffff ? 2 : 1);
}
