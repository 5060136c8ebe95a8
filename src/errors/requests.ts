import { define } from './definition.js';

export interface InputField {
  /** The field of the request; `inputs` where it is left out. */
  readonly field?: string;
  /** Index in the request's array; null where the field was one text. */
  readonly input: number | null;
}

/** `inputs[3]`, or `inputs` where the request held a single text. */
const inputName = ({ field = 'inputs', input }: InputField): string =>
  input === null ? `\`${field}\`` : `\`${field}[${input}]\``;

/** What a client sent. */
export const requestErrors = {
  BODY_INVALID: define<{ detail: string }>(
    400,
    'validation',
    (f) => `The body is not valid JSON: ${f.detail}.`,
  ),
  BODY_TOO_LARGE: define<{ limit: number }>(
    413,
    'validation',
    (f) =>
      `The body is larger than ${f.limit} bytes. Send fewer texts a request, or raise --max-body-bytes.`,
  ),
  LINE_INVALID: define<{ detail: string }>(
    400,
    'validation',
    (f) => `The line is not valid JSON: ${f.detail}.`,
  ),
  LINE_TOO_LARGE: define<{ limit: number }>(
    413,
    'validation',
    (f) => `The line is larger than ${f.limit} bytes. Shorten its text, or raise --max-body-bytes.`,
  ),
  REQUEST_INVALID: define<{ detail: string }>(
    422,
    'validation',
    (f) => `The request does not fit the schema: ${f.detail}. See /docs.`,
  ),
  REQUEST_MALFORMED: define<{ detail: string }>(
    400,
    'validation',
    (f) => `The request could not be read: ${f.detail}.`,
  ),
  HEADERS_TOO_MANY: define<{ limit: number }>(
    431,
    'validation',
    (f) =>
      `The request has more than ${f.limit} headers. Look at the client, or at a proxy before it.`,
  ),
  URL_TOO_LONG: define<{ limit: number }>(
    414,
    'validation',
    (f) =>
      `The URL, or a name in it, has more than ${f.limit} characters. Texts are sent in the body.`,
  ),
  MEDIA_TYPE_UNSUPPORTED: define<{ isMissing: boolean }>(
    415,
    'validation',
    (f) => `The content type is ${f.isMissing ? 'missing' : 'another one'}; send application/json.`,
  ),
  INVALID_API_KEY: define<{ sent: boolean }>(401, 'unauthorized', (f) =>
    f.sent
      ? 'The API key is none of those that are known here. Ask whoever runs the service for one.'
      : 'No API key was sent. Send one of this service as `authorization: Bearer KEY`, or as `x-api-key`.',
  ),
  RATE_LIMIT_EXCEEDED: define<{ limit: number }>(
    429,
    'overloaded',
    (f) =>
      `More than ${f.limit} requests were sent within a minute. Try again after the seconds in Retry-After.`,
  ),
  ROUTE_NOT_FOUND: define<{ method: string }>(
    404,
    'not_found',
    (f) => `There is no such path for ${f.method}. See /docs for what there is.`,
  ),
  MODEL_NOT_FOUND: define<{ models: string }>(
    404,
    'not_found',
    (f) => `No model of this name is served here: ${f.models}. Name one, or leave \`model\` out.`,
  ),
  INPUT_EMPTY: define<InputField>(
    400,
    'empty',
    (f) => `${inputName(f)} is empty. Send at least one character.`,
  ),
  INPUT_NOT_UNICODE: define<InputField>(
    422,
    'tokenizer',
    (f) =>
      `${inputName(f)} holds a lone surrogate, which is no character of Unicode. Send well-formed text.`,
  ),
  INPUT_TOO_LONG: define<InputField & { limit: number }>(
    422,
    'validation',
    (f) =>
      `${inputName(f)} has more than the ${f.limit} tokens that are taken, and \`truncate\` is false. Shorten it, or let it be cut.`,
  ),
  INPUTS_TOO_MANY: define<{ field?: string; count: number; limit: number }>(
    422,
    'validation',
    (f) =>
      `\`${f.field ?? 'inputs'}\` has ${f.count} texts; ${f.limit} are allowed. Send several requests (they are batched together), or raise --max-inputs.`,
  ),
  CHARACTERS_TOO_MANY: define<{ count: number; limit: number }>(
    422,
    'validation',
    (f) =>
      `The texts have ${f.count} characters together; ${f.limit} are read in one request. Send them in several, cut at spaces.`,
  ),
  WINDOWS_TOO_MANY: define<InputField & { limit: number }>(
    422,
    'validation',
    (f) =>
      `${inputName(f)} brings the request above ${f.limit} windows of what the model sees at once. Send it alone or in parts, or raise --max-windows.`,
  ),
  TOKENS_TOO_MANY: define<{ count: number; limit: number }>(
    422,
    'validation',
    (f) =>
      `\`ids\` has ${f.count} tokens; ${f.limit} are decoded in one request. Send several requests.`,
  ),
  TOKEN_UNKNOWN: define<InputField & { index: number; size: number }>(
    422,
    'validation',
    (f) =>
      `The token at index ${f.index} of ${inputName(f)} is not below ${f.size}, the size of the model's vocabulary. Send ids of this model's own tokenizer, as /tokenize gives them.`,
  ),
  DIMENSIONS_TOO_MANY: define<{ dimensions: number; size: number }>(
    422,
    'validation',
    (f) =>
      `\`dimensions\` is ${f.dimensions}; the model's vectors have ${f.size}. Ask for fewer, or leave it out.`,
  ),
  STATES_TOO_MANY: define<{ count: number; limit: number }>(
    422,
    'validation',
    (f) =>
      `The vectors of all tokens have ${f.count} numbers together; ${f.limit} are given in one answer. Send fewer or shorter texts a request.`,
  ),
  PROMPT_UNKNOWN: define<{ model: string }>(
    422,
    'validation',
    (f) =>
      `No prompt of the model ${f.model} is known here, so \`prompt_name\` cannot be given. Write the prompt before the texts.`,
  ),
  MASK_MISSING: define<InputField & { mask: string }>(
    422,
    'validation',
    (f) =>
      `No mask_token (${f.mask}) found on the input: write ${f.mask} in ${inputName(f)} where the word is missing.`,
  ),
  MASKS_TOO_MANY: define<InputField & { count: number; limit: number }>(
    422,
    'validation',
    (f) =>
      `${inputName(f)} has ${f.count} masks; ${f.limit} are allowed. Send shorter texts, or raise --max-masks.`,
  ),
  MASKS_TOO_FAR_APART: define<InputField & { limit: number }>(
    422,
    'validation',
    (f) =>
      `The masks of ${inputName(f)} do not fit together into the model's ${f.limit} tokens. Send a text for each of them.`,
  ),
  TOP_K_TOO_LARGE: define<{ topK: number; limit: number }>(
    422,
    'validation',
    (f) =>
      `\`top_k\` is ${f.topK}; at most ${f.limit} are given (the vocabulary's size, or --max-top-k).`,
  ),
  CANDIDATES_TOO_MANY: define<{ count: number; limit: number }>(
    422,
    'validation',
    (f) =>
      `The request asks for ${f.count} candidates (masks, or words, × top_k); ${f.limit} are allowed. Ask for fewer, or send several requests.`,
  ),
  COMPUTATION_TOO_LARGE: define<{ count: number; limit: number }>(
    422,
    'validation',
    (f) =>
      `The model would have to compute ${f.count} tokens for this request; ${f.limit} are allowed. Send fewer or shorter texts, or ask for less.`,
  ),
  TARGETS_EMPTY: define(
    422,
    'validation',
    () => 'At least one target must be provided when passed.',
  ),
  TARGETS_TOO_MANY: define<{ count: number; limit: number }>(
    422,
    'validation',
    (f) => `\`targets\` has ${f.count} words; ${f.limit} are allowed. Send several requests.`,
  ),
  TARGET_UNKNOWN: define<{ index: number }>(
    422,
    'validation',
    (f) =>
      `\`targets[${f.index}]\` gives no token of the model's vocabulary. Send a word, or a raw vocabulary piece.`,
  ),
  TARGET_TOO_LONG: define<{ index: number; count: number; limit: number }>(
    422,
    'validation',
    (f) =>
      `\`targets[${f.index}]\` has ${f.count} tokens; words of ${f.limit} at most are scored. Send shorter ones.`,
  ),
  TASK_UNSUPPORTED: define<{ task: string; model: string }>(
    422,
    'validation',
    (f) => `${f.task} cannot be done by ${f.model}. /info tells what each model can do.`,
  ),
};
