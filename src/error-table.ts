/**
 * The one table of errors; `fail` in errors.ts makes an error of a code. A code decides the HTTP
 * status, the `error_type` that clients of text-embeddings-inference know, and the sentence;
 * whoever fails only names the code and the values. Messages say what happened, with the value, and
 * what to do; they never quote a text.
 */

import { define } from './error-definition.js';
import { hubErrors } from './hub-errors.js';
import { torchErrors } from './torch-errors.js';

export type { ErrorType } from './error-definition.js';

/** `inputs[3]`, or `inputs` where the request held a single text. */
const inputName = (input: number | null): string =>
  input === null ? '`inputs`' : `\`inputs[${input}]\``;

interface InputField {
  /** Index in the request's array; null where `inputs` was one string. */
  readonly input: number | null;
}

interface FileField {
  readonly file: string;
}

interface TensorField extends FileField {
  readonly tensor: string;
}

export const errorTable = {
  // What a client sent.
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
  MEDIA_TYPE_UNSUPPORTED: define<{ type: string }>(
    415,
    'validation',
    (f) => `The content type is ${f.type}; send application/json.`,
  ),
  ROUTE_NOT_FOUND: define<{ method: string; path: string }>(
    404,
    'not_found',
    (f) => `There is no ${f.method} ${f.path}. See /docs for what there is.`,
  ),
  INPUT_EMPTY: define<InputField>(
    400,
    'empty',
    (f) => `${inputName(f.input)} is empty. Send at least one character.`,
  ),
  INPUT_NOT_UNICODE: define<InputField>(
    422,
    'tokenizer',
    (f) =>
      `${inputName(f.input)} holds a lone surrogate, which is no character of Unicode. Send well-formed text.`,
  ),
  INPUT_TOO_LONG: define<InputField & { limit: number }>(
    422,
    'validation',
    (f) =>
      `${inputName(f.input)} has more than the model's ${f.limit} tokens and \`truncate\` is false. Shorten it, or let it be cut.`,
  ),
  INPUTS_TOO_MANY: define<{ count: number; limit: number }>(
    422,
    'validation',
    (f) =>
      `\`inputs\` has ${f.count} texts; ${f.limit} are allowed. Send several requests (they are batched together), or raise --max-inputs.`,
  ),
  MASK_MISSING: define<InputField & { mask: string }>(
    422,
    'validation',
    (f) =>
      `No mask_token (${f.mask}) found on the input: write ${f.mask} in ${inputName(f.input)} where the word is missing.`,
  ),
  MASKS_TOO_MANY: define<InputField & { count: number; limit: number }>(
    422,
    'validation',
    (f) =>
      `${inputName(f.input)} has ${f.count} masks; ${f.limit} are allowed. Send shorter texts, or raise --max-masks.`,
  ),
  MASKS_TOO_FAR_APART: define<InputField & { limit: number }>(
    422,
    'validation',
    (f) =>
      `The masks of ${inputName(f.input)} do not fit together into the model's ${f.limit} tokens. Send a text for each of them.`,
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
      `The request asks for ${f.count} candidates (masks × top_k); ${f.limit} are allowed. Ask for fewer, or send several requests.`,
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
  TASK_UNSUPPORTED: define<{ task: string; model: string }>(
    422,
    'validation',
    (f) => `The model ${f.model} has no head for ${f.task}.`,
  ),
  // What the service could not do.
  OVERLOADED: define<{ queued: number; limit: number }>(
    429,
    'overloaded',
    (f) =>
      `The queue holds ${f.queued} tokens of ${f.limit}. Try again after the seconds in Retry-After.`,
  ),
  CLIENT_GONE: define(499, 'validation', () => 'The client hung up before the answer was ready.'),
  ENGINE_FAILED: define<{ detail: string }>(
    500,
    'backend',
    (f) => `The model could not compute this batch: ${f.detail}.`,
  ),
  ROW_REFUSED: define(
    500,
    'backend',
    () =>
      'The engine stopped twice while computing this text, so it is refused. Please report the text if you may.',
  ),
  ENGINE_UNAVAILABLE: define<{ detail: string }>(
    503,
    'unhealthy',
    (f) => `The engine is not running: ${f.detail}. Try again after the seconds in Retry-After.`,
  ),
  SHUTTING_DOWN: define(503, 'unhealthy', () => 'The service is shutting down. Try another one.'),
  INTERNAL: define(
    500,
    'backend',
    () => 'Something failed inside the service; its log has the reason under this request_id.',
  ),
  // What a checkpoint, a package or the configuration can be refused for.
  CONFIG_INVALID: define<{ option: string; detail: string }>(
    500,
    'load',
    (f) => `${f.option}: ${f.detail}.`,
  ),
  CHECKPOINT_MISSING: define<FileField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file}: ${f.detail}.`,
  ),
  CHECKPOINT_CONFIG_INVALID: define<FileField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file} is not a model configuration that can be read: ${f.detail}.`,
  ),
  ARCHITECTURE_UNSUPPORTED: define<
    FileField & { option: string; value: string; supported: string }
  >(500, 'load', (f) => `${f.file}: ${f.option} is ${f.value}; supported: ${f.supported}.`),
  TENSOR_MISSING: define<TensorField>(
    500,
    'load',
    (f) => `${f.file} has no tensor ${f.tensor}, which the architecture needs.`,
  ),
  TENSOR_SHAPE_WRONG: define<TensorField & { found: string; expected: string }>(
    500,
    'load',
    (f) =>
      `${f.file}: tensor ${f.tensor} has shape [${f.found}]; config.json asks for [${f.expected}].`,
  ),
  SAFETENSORS_TOO_SHORT: define<FileField & { size: number }>(
    500,
    'load',
    (f) => `${f.file} has ${f.size} bytes, fewer than a safetensors header needs. Fetch it again.`,
  ),
  SAFETENSORS_HEADER_TOO_LARGE: define<FileField & { size: string; limit: number }>(
    500,
    'load',
    (f) => `${f.file} says that its header has ${f.size} bytes; at most ${f.limit} are read.`,
  ),
  SAFETENSORS_HEADER_INVALID: define<FileField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file} has a header that cannot be read: ${f.detail}.`,
  ),
  SAFETENSORS_DTYPE_UNKNOWN: define<TensorField & { dtype: string }>(
    500,
    'load',
    (f) => `${f.file}: tensor ${f.tensor} has the unknown type ${f.dtype}.`,
  ),
  SAFETENSORS_SHAPE_INVALID: define<TensorField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file}: tensor ${f.tensor} has an impossible shape: ${f.detail}.`,
  ),
  SAFETENSORS_SPAN_INVALID: define<TensorField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file}: tensor ${f.tensor} lies wrongly in the file: ${f.detail}.`,
  ),
  SAFETENSORS_SIZE_WRONG: define<FileField & { expected: number; found: number }>(
    500,
    'load',
    (f) => `${f.file} has ${f.found} bytes; its header describes ${f.expected}. Fetch it again.`,
  ),
  TENSOR_DTYPE_UNSUPPORTED: define<TensorField & { dtype: string }>(
    500,
    'load',
    (f) => `${f.file}: tensor ${f.tensor} has type ${f.dtype}; F32, F16 and BF16 are read.`,
  ),
  ...torchErrors,
  TOKENIZER_UNSUPPORTED: define<FileField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file} describes a tokenizer that cannot be represented: ${f.detail}.`,
  ),
  PACKAGE_INVALID: define<FileField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file} is not a package that this version can serve: ${f.detail}. Convert it again.`,
  ),
  PACKAGE_NOT_WRITTEN: define<FileField & { detail: string }>(
    500,
    'load',
    (f) =>
      `${f.file}: no package can be written there (${f.detail}). Choose another folder, such as with --mascarilla-home.`,
  ),
  ENGINE_START_FAILED: define<{ detail: string }>(
    500,
    'load',
    (f) => `The engine did not start: ${f.detail}.`,
  ),
  ...hubErrors,
} as const;
