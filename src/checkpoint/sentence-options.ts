/**
 * The options of a sentence-transformers folder beside its modules: what would change vectors and
 * is not computed is refused rather than ignored.
 */
import { SHORTEST_ROW } from './config.js';
import { describe, isRecord } from './json.js';
import { invalid, unsupported } from './refusals.js';

/** What the transformer module's own file says. */
export interface TransformerOptions {
  /** Tokens of the longest row, special ones included; null where the tokenizer's limit counts. */
  readonly maxTokens: number | null;
  /** Whether texts are put into lower case before the tokenizer. */
  readonly lowercase: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/** Whether an option has a value with which it changes nothing, and what to call that. */
type Harmless = readonly [isHarmless: (value: unknown) => boolean, supported: string];

const isEmpty = (value: unknown): boolean =>
  value === null || (isRecord(value) && Object.keys(value).length === 0);

const none: Harmless = [isEmpty, 'none'];
const only = (...values: readonly unknown[]): Harmless => [
  (value) => values.includes(value),
  values.map(describe).join(', '),
];
const anything: Harmless = [() => true, ''];

/** How newer versions write that a text's last hidden states are its token embeddings. */
const isPlainText = (value: unknown): boolean => {
  if (!isRecord(value) || Object.keys(value).join() !== 'text') return false;
  const { method, method_output_name: output } = isRecord(value['text']) ? value['text'] : {};
  return method === 'forward' && output === 'last_hidden_state';
};

/** Of sentence-transformers 6.2 and older: base/modules/transformer.py, `Transformer.__init__`. */
const transformerOptions: Readonly<Record<string, Harmless>> = {
  transformer_task: only('feature-extraction'),
  modality_config: [isPlainText, 'the last hidden states of texts'],
  module_output_name: only('token_embeddings'),
  processing_kwargs: none,
  query_length: only(null),
  document_length: only(null),
  query_expansion: only(null),
  tokenizer_name_or_path: only(null),
  model_kwargs: none,
  model_args: none,
  processor_kwargs: none,
  tokenizer_args: none,
  config_kwargs: none,
  config_args: none,
  // Whether padding is computed: the numbers are the same.
  unpad_inputs: anything,
};

/**
 * Reads sentence_bert_config.json.
 *
 * Errors: CHECKPOINT_CONFIG_INVALID, ARCHITECTURE_UNSUPPORTED for other options.
 */
export function parseTransformerOptions(json: unknown, file: string): TransformerOptions {
  const { max_seq_length: length, do_lower_case: lowercase, ...others } = record(json, file);
  checkHarmless(others, transformerOptions, file);
  if (typeof (lowercase ?? false) !== 'boolean') {
    throw invalid(file, `do_lower_case is ${describe(lowercase)}, neither true nor false`);
  }
  return { maxTokens: readLength(length ?? null, file), lowercase: lowercase === true };
}

function readLength(length: unknown, file: string): number | null {
  if (length === null) return null;
  if (typeof length === 'number' && Number.isSafeInteger(length) && length >= SHORTEST_ROW) {
    return length;
  }
  const detail = `max_seq_length is ${describe(length)}, not an integer from ${SHORTEST_ROW}`;
  throw invalid(file, detail);
}

/** Of base/model.py and sentence_transformer/model.py, `_get_model_config`; the rest is for people. */
const modelOptions: Readonly<Record<string, Harmless>> = {
  model_type: only('SentenceTransformer'),
  // Cuts vectors.
  truncate_dim: only(null),
};

/**
 * Checks config_sentence_transformers.json.
 *
 * Errors: CHECKPOINT_CONFIG_INVALID; ARCHITECTURE_UNSUPPORTED for other kinds of models, and where
 * a prompt is put before every text.
 */
export function checkSentenceModel(json: unknown, file: string): void {
  const model = record(json, file);
  const known = Object.entries(model).filter(([name]) => Object.hasOwn(modelOptions, name));
  checkHarmless(Object.fromEntries(known), modelOptions, file);
  const { default_prompt_name: name, prompts } = model;
  if (name === undefined || name === null) return;
  const prompt = isRecord(prompts) && typeof name === 'string' ? prompts[name] : undefined;
  if (prompt === '') return;
  const supported = 'null: set it so, and write the prompt before the texts that need it';
  throw unsupported(file, 'default_prompt_name', describe(name), supported);
}

/**
 * Checks the config.json of a Normalize module, which older versions do not write.
 *
 * Errors: CHECKPOINT_CONFIG_INVALID, ARCHITECTURE_UNSUPPORTED.
 */
export function checkNormalize(json: unknown, file: string): void {
  const whole = only('sentence_embedding', null);
  const options = { module_input_name: whole, module_output_name: whole };
  checkHarmless(record(json, file), options, file);
}

function checkHarmless(found: Json, known: Readonly<Record<string, Harmless>>, file: string): void {
  for (const [name, value] of Object.entries(found)) {
    const harmless = Object.hasOwn(known, name) ? known[name] : undefined;
    if (harmless === undefined) {
      const names = Object.keys(known).join(', ');
      throw unsupported(file, `the option ${describe(name)}`, describe(value), names);
    }
    const [isHarmless, supported] = harmless;
    if (!isHarmless(value)) throw unsupported(file, name, describe(value), supported);
  }
}

function record(json: unknown, file: string): Json {
  if (isRecord(json)) return json;
  throw invalid(file, `it is ${describe(json)}, not an object`);
}
