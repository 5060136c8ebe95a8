/**
 * What config.json of a checkpoint says, in the names of Hugging Face's transformers
 * (`RobertaConfig`), checked and renamed. Everything that would change the model's numbers and
 * that the serving graph does not compute is refused rather than ignored.
 */
import { fail, type ServiceError } from '../errors.js';
import { describe, isRecord, stringsOf } from './json.js';

/** Sizes and settings of a model, as its checkpoint describes them. */
export interface ModelConfig {
  readonly architecture: 'roberta';
  readonly head: 'masked-lm';
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  /** Divides `hiddenSize`. */
  readonly heads: number;
  readonly intermediateSize: number;
  /** Rows of the position embeddings; more than `maxTokens`. */
  readonly maxPositions: number;
  readonly typeVocabularySize: number;
  readonly layerNormEps: number;
  readonly padTokenId: number;
  /** The exact GELU, by the error function. */
  readonly activation: 'gelu';
  /** Tokens of the longest row, the special tokens included. */
  readonly maxTokens: number;
  /** The decoder of the head uses the word embeddings; the file may then hold no weights for it. */
  readonly tiedDecoder: boolean;
}

/** The only head that is read so far. */
const MASKED_LM_CLASS = 'RobertaForMaskedLM';

/** `<s>`, one token, `</s>`: a model that takes fewer tokens cannot answer anything. */
const SHORTEST_ROW = 3;

/** Published models have from 1e-12 to 1e-5; with a large value a norm would be no norm. */
const LARGEST_NORM_EPSILON = 0.1;

/**
 * Ranges of the sizes. The upper ends are several times those of the largest published encoders
 * (XLM-R XXL: hidden size 4096, 48 layers, 250,880 pieces); a number past them is an error in the
 * file, better refused here than where it asks for terabytes.
 */
const sizeRanges = {
  vocab_size: { least: 1, most: 2 ** 20 },
  hidden_size: { least: 1, most: 2 ** 14 },
  num_hidden_layers: { least: 1, most: 256 },
  num_attention_heads: { least: 1, most: 1024 },
  intermediate_size: { least: 1, most: 2 ** 17 },
  max_position_embeddings: { least: 1, most: 2 ** 17 },
  type_vocab_size: { least: 1, most: 256 },
} as const;

/**
 * Options with the one value that the serving graph computes, and what transformers takes where
 * the option is absent.
 */
const requiredOptions = [
  { option: 'model_type', value: 'roberta', absent: undefined },
  { option: 'hidden_act', value: 'gelu', absent: 'gelu' },
  { option: 'position_embedding_type', value: 'absolute', absent: 'absolute' },
  { option: 'is_decoder', value: false, absent: false },
  { option: 'add_cross_attention', value: false, absent: false },
] as const;

type Json = Readonly<Record<string, unknown>>;

/**
 * Checks the content of config.json.
 *
 * @param file for messages
 * @param tokenizerConfig content of tokenizer_config.json; a `model_max_length` there lowers
 *   `maxTokens`, and anything else there is ignored
 *
 * Errors: ARCHITECTURE_UNSUPPORTED, CHECKPOINT_CONFIG_INVALID.
 */
export function parseModelConfig(
  json: unknown,
  file: string,
  tokenizerConfig: unknown = null,
): ModelConfig {
  if (!isRecord(json)) throw invalid(file, `it is ${describe(json)}, not an object`);
  checkArchitecture(json, file);
  const size = (option: keyof typeof sizeRanges) => {
    const { least, most } = sizeRanges[option];
    return readInteger(json[option], option, least, most, file);
  };
  const vocabularySize = size('vocab_size');
  const hiddenSize = size('hidden_size');
  const heads = size('num_attention_heads');
  if (hiddenSize % heads !== 0) {
    throw invalid(file, `hidden_size ${hiddenSize} is not a multiple of ${heads} heads`);
  }
  const maxPositions = size('max_position_embeddings');
  // RobertaConfig's default is 1; no other number here has one, since all files give them.
  const padTokenId = readInteger(
    json['pad_token_id'] ?? 1,
    'pad_token_id',
    0,
    vocabularySize - 1,
    file,
  );
  return {
    architecture: 'roberta',
    head: 'masked-lm',
    vocabularySize,
    hiddenSize,
    layers: size('num_hidden_layers'),
    heads,
    intermediateSize: size('intermediate_size'),
    maxPositions,
    typeVocabularySize: size('type_vocab_size'),
    layerNormEps: readNormEpsilon(json, file),
    padTokenId,
    activation: 'gelu',
    maxTokens: longestRow(maxPositions, padTokenId, tokenizerConfig, file),
    tiedDecoder: readTiedDecoder(json, file),
  };
}

function checkArchitecture(json: Json, file: string): void {
  for (const { option, value, absent } of requiredOptions) {
    const found = json[option] ?? absent;
    if (found !== value) throw unsupported(file, option, describe(found), String(value));
  }
  const architectures = stringsOf(json['architectures']);
  if (architectures.includes(MASKED_LM_CLASS)) return;
  const found = architectures.length === 0 ? 'missing' : describe(architectures.join(', '));
  throw unsupported(file, 'architectures', found, MASKED_LM_CLASS);
}

function readInteger(
  value: unknown,
  option: string,
  least: number,
  most: number,
  file: string,
): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) {
    return value;
  }
  throw invalid(file, `${option} is ${describe(value)}, not an integer from ${least} to ${most}`);
}

function readNormEpsilon(json: Json, file: string): number {
  const value = json['layer_norm_eps'];
  if (typeof value === 'number' && value > 0 && value <= LARGEST_NORM_EPSILON) return value;
  const expected = `a number above 0 and at most ${LARGEST_NORM_EPSILON}`;
  throw invalid(file, `layer_norm_eps is ${describe(value)}, not ${expected}`);
}

function readTiedDecoder(json: Json, file: string): boolean {
  const value = json['tie_word_embeddings'] ?? true;
  if (typeof value === 'boolean') return value;
  throw invalid(file, `tie_word_embeddings is ${describe(value)}, neither true nor false`);
}

/**
 * RoBERTa counts positions from the padding's id + 1, so the first rows of its position
 * embeddings are never used: 514 positions and padding 1 make 512 tokens.
 */
function longestRow(
  maxPositions: number,
  padTokenId: number,
  tokenizerConfig: unknown,
  file: string,
): number {
  const positions = maxPositions - padTokenId - 1;
  if (positions < SHORTEST_ROW) {
    const detail = `max_position_embeddings ${maxPositions} and pad_token_id ${padTokenId} leave room for ${positions} tokens`;
    throw invalid(file, `${detail}, fewer than ${SHORTEST_ROW}`);
  }
  // Where there is no limit, transformers writes 10^30; that and anything odd changes nothing.
  const limit = isRecord(tokenizerConfig) ? tokenizerConfig['model_max_length'] : undefined;
  const isSane = typeof limit === 'number' && Number.isSafeInteger(limit) && limit >= SHORTEST_ROW;
  return isSane ? Math.min(positions, limit) : positions;
}

const invalid = (file: string, detail: string): ServiceError =>
  fail('CHECKPOINT_CONFIG_INVALID', { file, detail });

const unsupported = (
  file: string,
  option: string,
  value: string,
  supported: string,
): ServiceError => fail('ARCHITECTURE_UNSUPPORTED', { file, option, value, supported });
