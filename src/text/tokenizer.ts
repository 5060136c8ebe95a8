import * as library from '@huggingface/tokenizers';
import { fail, messageOf } from '../errors.js';

/** What is used of the library's tokenizer. */
interface Library {
  encode(text: string, options?: { add_special_tokens?: boolean }): { readonly ids: number[] };
  decode(
    ids: number[],
    options: { skip_special_tokens: boolean; clean_up_tokenization_spaces: boolean },
  ): string;
  token_to_id(token: string): number | undefined;
  get_added_tokens_decoder(): ReadonlyMap<number, { readonly special: boolean }>;
}

// Its declarations import each other without file extensions, which Node's module resolution does
// not follow: its types would all be `any`.
const LibraryTokenizer = library.Tokenizer as new (json: object, config: object) => Library;

/** A token id of one model's vocabulary. */
export type TokenId = number;

/**
 * A checkpoint's tokenizer: text ↔ token ids. The special tokens around a text are kept apart, so
 * that a window can be cut from its middle.
 */
export class Tokenizer {
  readonly #library: Library;
  readonly #specialIds: ReadonlySet<TokenId>;
  /** The special tokens before and after every text, such as `<s>` and `</s>`. */
  readonly prefix: readonly TokenId[];
  readonly suffix: readonly TokenId[];
  /** The mask as it is written in a text, such as `<mask>`. */
  readonly maskToken: string;
  readonly maskId: TokenId;

  /** Refuses a tokenizer that it cannot represent with TOKENIZER_UNSUPPORTED; `file` is for the message. */
  constructor(tokenizerJson: unknown, tokenizerConfig: unknown, file: string) {
    const refuse = (detail: string) => fail('TOKENIZER_UNSUPPORTED', { file, detail });
    if (!isObject(tokenizerJson)) throw refuse('it is not an object');
    const config = isObject(tokenizerConfig) ? tokenizerConfig : {};
    try {
      this.#library = new LibraryTokenizer(tokenizerJson, config);
    } catch (error) {
      throw refuse(messageOf(error));
    }
    const around = findSpecialTokens(this.#library);
    if (around === null) throw refuse('its special tokens do not stand before and after a text');
    this.prefix = around.prefix;
    this.suffix = around.suffix;
    const special = [...this.#library.get_added_tokens_decoder()].filter(
      ([, token]) => token.special,
    );
    this.#specialIds = new Set(special.map(([id]) => id));
    const maskToken = contentOf(config['mask_token']);
    const maskId = maskToken === null ? undefined : this.#library.token_to_id(maskToken);
    if (maskToken === null || maskId === undefined) throw refuse('it has no mask token');
    this.maskToken = maskToken;
    this.maskId = maskId;
  }

  /** Token ids of a text, without the special tokens around it and without any limit. */
  encode(text: string): TokenId[] {
    return this.#library.encode(text, { add_special_tokens: false }).ids;
  }

  /** Text of token ids; a byte-level piece keeps its leading space. */
  decode(ids: readonly TokenId[]): string {
    // The library refuses an empty list.
    if (ids.length === 0) return '';
    return this.#library.decode([...ids], {
      skip_special_tokens: false,
      clean_up_tokenization_spaces: false,
    });
  }

  /** Special tokens are the ones a text has around it, and the mask. */
  isSpecial(id: TokenId): boolean {
    return this.#specialIds.has(id);
  }

  /** The id of an exact vocabulary piece (`Ġpalabra`). */
  idOf(piece: string): TokenId | undefined {
    return this.#library.token_to_id(piece);
  }
}

/** Finds where a text lies among its special tokens, by looking at one. */
function findSpecialTokens(library: Library) {
  const probe = 'a';
  const whole = library.encode(probe).ids;
  const core = library.encode(probe, { add_special_tokens: false }).ids;
  for (let start = 0; start + core.length <= whole.length; start++) {
    if (core.every((id, index) => whole[start + index] === id)) {
      return { prefix: whole.slice(0, start), suffix: whole.slice(start + core.length) };
    }
  }
  return null;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A special token in tokenizer_config.json is a string, or an object with its content. */
function contentOf(token: unknown): string | null {
  if (typeof token === 'string') return token;
  if (isObject(token) && typeof token['content'] === 'string') return token['content'];
  return null;
}
