import { align, slice, type Aligned } from './aligned.js';
import { escapePattern, normalizeText, type Normalizer } from './normalizer.js';
import { Options, type Refuse } from './options.js';
import { isWordCharacter, spacesAfter, spacesBefore } from './unicode.js';
import type { TokenId, Vocabulary } from './vocabulary.js';

/** A token that is found in a text before anything else happens to it, such as `<mask>`. */
export interface AddedToken {
  readonly id: TokenId;
  readonly content: string;
  /** Whether it is found only where no letter or digit is beside it. */
  readonly singleWord: boolean;
  /** Whether it takes the spaces before and after it. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  /** Whether it is looked for in the normalized text. */
  readonly normalized: boolean;
  /** Whether a reader of the text has no use for it. */
  readonly special: boolean;
}

/** A part of a text that is one token, or that has none yet. */
export interface Section {
  readonly part: Aligned;
  readonly token: AddedToken | null;
}

/** Tokens by what they are looked for as. */
interface Finder {
  readonly tokens: ReadonlyMap<string, AddedToken>;
  readonly pattern: RegExp;
}

/** The added tokens of a tokenizer, found as added_vocabulary.rs of the crate finds them. */
export class AddedTokens {
  readonly byContent: ReadonlyMap<string, AddedToken>;
  readonly byId: ReadonlyMap<TokenId, AddedToken>;
  /** What the normalized ones are found as. */
  readonly normalizedContent: ReadonlyMap<TokenId, string>;
  readonly #plain: Finder | null;
  readonly #normalized: Finder | null;
  readonly #normalizer: Normalizer;

  constructor(tokens: readonly AddedToken[], normalizer: Normalizer, refuse: Refuse) {
    this.#normalizer = normalizer;
    this.byContent = new Map(tokens.map((token) => [token.content, token]));
    this.byId = new Map(tokens.map((token) => [token.id, token]));
    if (this.byId.size < tokens.length) throw refuse('two of its added tokens have the same id');
    const normalized = tokens.filter((token) => token.normalized);
    this.normalizedContent = new Map(
      normalized.map(({ id, content }) => [id, normalizeText(normalizer, content)]),
    );
    this.#plain = makeFinder(
      tokens.filter((token) => !token.normalized),
      ({ content }) => content,
      refuse,
    );
    this.#normalized = makeFinder(
      normalized,
      ({ id, content }) => this.normalizedContent.get(id) ?? content,
      refuse,
    );
  }

  /** Splits a text into tokens and normalized parts between them; none is empty. */
  split(text: string): Section[] {
    return find(align(text), this.#plain).flatMap((section) =>
      section.token === null ? find(this.#normalizer(section.part), this.#normalized) : [section],
    );
  }
}

/** The list `added_tokens` of a tokenizer.json. */
export function readAddedTokens(
  json: readonly unknown[],
  vocabulary: Vocabulary,
  refuse: Refuse,
): AddedToken[] {
  return json.map((entry) => {
    const options = new Options(entry, 'added token', refuse);
    const content = options.string('content');
    const id = options.count('id');
    const special = options.boolean('special', false);
    const token = {
      id,
      content,
      special,
      singleWord: options.boolean('single_word', false),
      lstrip: options.boolean('lstrip', false),
      rstrip: options.boolean('rstrip', false),
      normalized: options.boolean('normalized', !special),
    };
    options.only('__type', 'AddedToken');
    options.end();
    const known = vocabulary.get(content);
    if (known !== undefined && known !== id) {
      throw refuse(`its added token ${content} has the id ${id}, and ${known} in the vocabulary`);
    }
    return token;
  });
}

function makeFinder(
  tokens: readonly AddedToken[],
  textOf: (token: AddedToken) => string,
  refuse: Refuse,
): Finder | null {
  const found = new Map(tokens.map((token) => [textOf(token), token]));
  if (found.size < tokens.length) throw refuse('two of its added tokens are written the same');
  if (found.has('')) throw refuse('one of its added tokens is empty');
  if (found.size === 0) return null;
  // Of those that begin at the same place, the longest wins.
  const texts = [...found.keys()].sort((a, b) => b.length - a.length);
  return { tokens: found, pattern: new RegExp(texts.map(escapePattern).join('|'), 'gu') };
}

function find(whole: Aligned, finder: Finder | null): Section[] {
  const sections: Section[] = [];
  const { text } = whole;
  let done = 0;
  const add = (to: number, token: AddedToken | null) => {
    if (to > done) sections.push({ part: slice(whole, done, to), token });
    done = Math.max(done, to);
  };
  for (const { 0: match, index } of finder === null ? [] : text.matchAll(finder.pattern)) {
    const token = finder?.tokens.get(match);
    let end = index + match.length;
    if (token === undefined || (token.singleWord && isInWord(text, index, end))) continue;
    const start = token.lstrip ? index - spacesBefore(text, index, done) : index;
    if (token.rstrip) end += spacesAfter(text, end);
    add(start, null);
    add(end, token);
  }
  add(text.length, null);
  return sections;
}

function isInWord(text: string, start: number, end: number): boolean {
  const [after = ''] = text.slice(end, end + 2);
  const before = Array.from(text.slice(Math.max(0, start - 2), start)).at(-1) ?? '';
  return isWordCharacter(before) || isWordCharacter(after);
}
