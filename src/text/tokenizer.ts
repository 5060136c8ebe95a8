import { fail } from '../errors.js';
import { AddedTokens, readAddedTokens } from './added-tokens.js';
import { readDecoder, type Decoder } from './decoder.js';
import { readNormalizer } from './normalizer.js';
import { encode, encodeWithOffsets, type Encoded, type Pipeline } from './offsets.js';
import { isObject, Options, type JsonObject, type Refuse } from './options.js';
import { readPostProcessor } from './post-processor.js';
import { readPreTokenizer } from './pre-tokenizer.js';
import { readModel } from './read-model.js';
import { contentOf } from './special-tokens.js';
import { WHITE_SPACES } from './unicode.js';
import { checkContiguous, checkKnown, type TokenId } from './vocabulary.js';

export type { TokenId } from './vocabulary.js';
export type { Encoded } from './offsets.js';

export interface TokenizerOptions {
  /**
   * Whether a tokenizer without a mask is refused. Models for other tasks than fill-mask may have
   * none: see `hasMask`.
   */
  readonly mask: 'required' | 'optional';
  /** How many tokens the model knows; null where nobody does. A larger tokenizer is refused. */
  readonly vocabularySize?: number | null;
}

interface Mask {
  readonly token: string;
  readonly id: TokenId;
}

/**
 * A checkpoint's tokenizer: text ↔ token ids, as the tokenizers crate has it. The special tokens
 * around a text are kept apart, so that a window can be cut from its middle.
 */
export class Tokenizer {
  readonly #pipeline: Pipeline;
  readonly #decoder: Decoder;
  readonly #pieces: ReadonlyMap<TokenId, string>;
  readonly #mask: Mask | null;
  /** Whether pieces that go on with a word are marked, as WordPiece's are by `##`. */
  readonly marksWords: boolean;
  /** The token for what the vocabulary lacks; null where there is none. */
  readonly unknownId: TokenId | null;
  /** The special tokens before and after every text, such as `<s>` and `</s>`. */
  readonly prefix: readonly TokenId[];
  readonly suffix: readonly TokenId[];
  /** White space at which a text can be cut, where its run begins, without changing what is before. */
  readonly breaks: ReadonlySet<string>;

  /**
   * Refuses a tokenizer that it cannot represent exactly with TOKENIZER_UNSUPPORTED; `file` is for
   * the message. Other files than tokenizer.json: see `resolveTokenizer`.
   */
  constructor(
    tokenizerJson: unknown,
    tokenizerConfig: unknown,
    file: string,
    { mask, vocabularySize = null }: TokenizerOptions = { mask: 'required' },
  ) {
    const refuse: Refuse = (detail) => fail('TOKENIZER_UNSUPPORTED', { file, detail });
    if (!isObject(tokenizerJson)) throw refuse('it is not an object');
    const { pipeline, decoder } = readTokenizer(tokenizerJson, refuse);
    this.#pipeline = pipeline;
    this.#decoder = decoder;
    this.#pieces = new Map([
      ...[...pipeline.model.vocabulary].map(([piece, id]) => [id, piece] as const),
      ...[...pipeline.added.byId].map(([id, { content }]) => [id, content] as const),
    ]);
    checkContiguous(new Set(this.#pieces.keys()), refuse);
    checkKnown(this.#pieces.size, vocabularySize, refuse);
    this.prefix = pipeline.postProcessor.prefix;
    this.suffix = pipeline.postProcessor.suffix;
    this.breaks = findBreaks(pipeline);
    const config = isObject(tokenizerConfig) ? tokenizerConfig : {};
    this.marksWords = pipeline.model.prefix !== '';
    this.unknownId = this.idOf(this.#unknownToken(config)) ?? null;
    this.#mask = this.#findMask(config['mask_token']);
    if (this.#mask === null && mask === 'required') throw refuse('it has no mask token');
  }

  /** Where no file names it, it is the usual one of the tokenizer's class in `transformers`. */
  #unknownToken(config: JsonObject): string {
    if ('unk_token' in config) return contentOf(config['unk_token']) ?? '';
    return this.marksWords ? '[UNK]' : '<unk>';
  }

  #findMask(value: unknown): Mask | null {
    const token = contentOf(value);
    const id = token === null ? undefined : this.idOf(token);
    return token === null || id === undefined ? null : { token, id };
  }

  get hasMask(): boolean {
    return this.#mask !== null;
  }

  /** The mask as it is written in a text, such as `<mask>`. Throws where there is none. */
  get maskToken(): string {
    return this.#requireMask().token;
  }

  get maskId(): TokenId {
    return this.#requireMask().id;
  }

  #requireMask(): Mask {
    if (this.#mask === null) throw new TypeError('the tokenizer has no mask; ask hasMask first');
    return this.#mask;
  }

  /** Token ids of a text, without the special tokens around it and without any limit. */
  encode(text: string): TokenId[] {
    return encode(this.#pipeline, text);
  }

  /** The same, with where each token begins and ends in the text, in code points. */
  encodeWithOffsets(text: string): Encoded {
    return encodeWithOffsets(this.#pipeline, text);
  }

  /** The pieces of token ids as the vocabulary writes them, such as `Ġpalabra`. */
  tokens(ids: readonly TokenId[]): string[] {
    return ids.map((id) => {
      const piece = this.#pieces.get(id);
      if (piece === undefined) throw new RangeError(`no token of the vocabulary has the id ${id}`);
      return piece;
    });
  }

  /**
   * Text of token ids; a byte-level piece keeps its leading space. Ids without a piece are left out,
   * as the crate does (`decode` in tokenizer/mod.rs): many models know more tokens than their
   * tokenizer has, to make the number round.
   */
  decode(ids: readonly TokenId[]): string {
    const { normalizedContent } = this.#pipeline.added;
    const pieces = ids.map((id) => normalizedContent.get(id) ?? this.#pieces.get(id));
    return this.#decoder(pieces.filter((piece) => piece !== undefined));
  }

  /** Special tokens are the ones a text has around it, the mask, and the one for the unknown. */
  isSpecial(id: TokenId): boolean {
    return this.#pipeline.added.byId.get(id)?.special === true;
  }

  /** The id of an exact vocabulary piece (`Ġpalabra`). */
  idOf(piece: string): TokenId | undefined {
    const { added, model } = this.#pipeline;
    return added.byContent.get(piece)?.id ?? model.vocabulary.get(piece);
  }
}

function readTokenizer(json: unknown, refuse: Refuse) {
  const options = new Options(json, 'content', refuse);
  options.take('version');
  // Texts are cut and padded by whoever asks.
  options.take('truncation');
  options.take('padding');
  const model = readModel(options.take('model'), refuse);
  const normalizer = readNormalizer(options.take('normalizer'), refuse);
  const tokens = readAddedTokens(options.list('added_tokens'), model.vocabulary, refuse);
  const added = new AddedTokens(tokens, normalizer, refuse);
  const idOf = (token: string) => added.byContent.get(token)?.id ?? model.vocabulary.get(token);
  const postProcessor = readPostProcessor(options.take('post_processor'), idOf, refuse);
  const preTokenize = readPreTokenizer(options.take('pre_tokenizer'), refuse);
  const decoder = readDecoder(options.take('decoder'), refuse);
  options.end();
  const pipeline: Pipeline = { added, preTokenize, model, postProcessor };
  return { pipeline, decoder };
}

/** Looks which white space ends a word. */
function findBreaks({ added, preTokenize }: Pipeline): ReadonlySet<string> {
  const ends = (space: string) =>
    added
      .split(`a${space}a`)
      .flatMap(({ part }) => preTokenize(part))
      .some(({ ends }) => ends.at(-1) === 1);
  return new Set(Array.from(WHITE_SPACES).filter(ends));
}
