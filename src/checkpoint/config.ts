/**
 * What config.json of a checkpoint says, in the names of Hugging Face's transformers, checked and
 * renamed. Everything that would change the model's numbers and that the serving graph does not
 * compute is refused rather than ignored.
 */
import { architectures, type Architecture } from './architecture.js';
import { findHead, type Head, type HeadHint } from './head.js';
import { describe, isRecord } from './json.js';
import { invalid, unsupported } from './refusals.js';

/** `gelu` is exact, by the error function; `gelu-tanh` its approximation by a hyperbolic tangent. */
export type Activation = 'gelu' | 'gelu-tanh' | 'relu';

/** Sizes and settings of a model, as its checkpoint describes them. */
export interface ModelConfig {
  readonly architecture: Architecture;
  /** As config.json names it, such as `xlm-roberta`. */
  readonly modelType: string;
  readonly head: Head;
  readonly vocabularySize: number;
  /** Smaller than the hidden size in some ELECTRA models; the same elsewhere. */
  readonly embeddingSize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  /** Divides `hiddenSize`. */
  readonly heads: number;
  readonly intermediateSize: number;
  /** Rows of the position embeddings. */
  readonly maxPositions: number;
  /** The row of the position embeddings for a text's first token. */
  readonly firstPosition: number;
  /** 0 where the architecture has no token types. */
  readonly typeVocabularySize: number;
  readonly layerNormEps: number;
  readonly activation: Activation;
  /** Tokens of the longest row, the special tokens included. */
  readonly maxTokens: number;
}

/** The first and the last special token with one between them: less cannot answer anything. */
export const SHORTEST_ROW = 3;

/** Published models have from 1e-12 to 1e-5; with a large value a norm would be no norm. */
const LARGEST_NORM_EPSILON = 0.1;

/** transformers' DistilBERT writes this number in its code and none in config.json. */
const DISTILBERT_NORM_EPSILON = 1e-12;

const activations: Readonly<Record<string, Activation>> = {
  gelu: 'gelu',
  gelu_new: 'gelu-tanh',
  gelu_pytorch_tanh: 'gelu-tanh',
  relu: 'relu',
};

/**
 * Ranges of the sizes. The upper ends are several times those of the largest published encoders
 * (XLM-R XXL: hidden size 4096, 48 layers, 250,880 pieces); a number past them is an error in the
 * file, better refused here than where it asks for terabytes.
 */
const sizeRanges = {
  vocab_size: 2 ** 20,
  embedding_size: 2 ** 14,
  hidden_size: 2 ** 14,
  num_hidden_layers: 256,
  num_attention_heads: 1024,
  intermediate_size: 2 ** 17,
  max_position_embeddings: 2 ** 17,
  type_vocab_size: 256,
} as const;

type Size = keyof typeof sizeRanges;

/** DistilBERT's own names for the same things. */
const distilbertNames: Readonly<Partial<Record<Size | 'hidden_act', string>>> = {
  hidden_size: 'dim',
  num_hidden_layers: 'n_layers',
  num_attention_heads: 'n_heads',
  intermediate_size: 'hidden_dim',
  hidden_act: 'activation',
};

/** Options with the one value that the serving graph computes, which is also their default. */
const requiredOptions = [
  { option: 'position_embedding_type', value: 'absolute' },
  { option: 'is_decoder', value: false },
  { option: 'add_cross_attention', value: false },
] as const;

type Json = Readonly<Record<string, unknown>>;

/** What else of a checkpoint tells about its model. */
export interface ConfigContext {
  /** config.json's path, for messages. */
  readonly file: string;
  /** Content of tokenizer_config.json: a `model_max_length` there lowers `maxTokens`. */
  readonly tokenizerConfig?: unknown;
  /** A limit that counts in place of that one; null for none. */
  readonly maxTokens?: number | null;
  /** Canonical names of the checkpoint's tensors: they tell the head where config.json does not. */
  readonly tensors?: HeadHint;
}

/**
 * Checks the content of config.json.
 *
 * Errors: ARCHITECTURE_UNSUPPORTED, CHECKPOINT_CONFIG_INVALID.
 */
export function parseModelConfig(json: unknown, context: ConfigContext): ModelConfig {
  const { file } = context;
  if (!isRecord(json)) throw invalid(file, `it is ${describe(json)}, not an object`);
  const { architecture, modelType } = readArchitecture(json, file);
  for (const { option, value } of requiredOptions) {
    const found = json[option] ?? value;
    if (found !== value) throw unsupported(file, option, describe(found), String(value));
  }
  const names = architecture === 'distilbert' ? distilbertNames : {};
  const size = (name: Size) => readInteger(json, names[name] ?? name, 1, sizeRanges[name], file);
  const vocabularySize = size('vocab_size');
  const hiddenSize = size('hidden_size');
  const heads = size('num_attention_heads');
  if (hiddenSize % heads !== 0) {
    throw invalid(file, `hidden size ${hiddenSize} is not a multiple of ${heads} heads`);
  }
  const maxPositions = size('max_position_embeddings');
  const firstPosition = readFirstPosition(json, architecture, vocabularySize, file);
  return {
    architecture,
    modelType,
    head: findHead(json, architecture, context.tensors ?? new Set(), file),
    vocabularySize,
    embeddingSize: architecture === 'electra' ? size('embedding_size') : hiddenSize,
    hiddenSize,
    layers: size('num_hidden_layers'),
    heads,
    intermediateSize: size('intermediate_size'),
    maxPositions,
    firstPosition,
    typeVocabularySize: architecture === 'distilbert' ? 0 : size('type_vocab_size'),
    layerNormEps: readNormEpsilon(json, architecture, file),
    activation: readActivation(json, names.hidden_act ?? 'hidden_act', file),
    maxTokens: longestRow(maxPositions - firstPosition, context),
  };
}

function readArchitecture(json: Json, file: string) {
  const modelType = json['model_type'];
  const architecture = typeof modelType === 'string' ? architectures[modelType] : undefined;
  if (typeof modelType === 'string' && architecture !== undefined) {
    return { architecture, modelType };
  }
  const supported = Object.keys(architectures).join(', ');
  throw unsupported(file, 'model_type', describe(modelType), supported);
}

function readActivation(json: Json, option: string, file: string): Activation {
  const found = json[option] ?? 'gelu';
  const activation = typeof found === 'string' ? activations[found] : undefined;
  if (activation !== undefined) return activation;
  throw unsupported(file, option, describe(found), Object.keys(activations).join(', '));
}

function readInteger(
  json: Json,
  option: string,
  least: number,
  most: number,
  file: string,
): number {
  const value = json[option];
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) {
    return value;
  }
  throw invalid(file, `${option} is ${describe(value)}, not an integer from ${least} to ${most}`);
}

function readNormEpsilon(json: Json, architecture: Architecture, file: string): number {
  if (architecture === 'distilbert') return DISTILBERT_NORM_EPSILON;
  const value = json['layer_norm_eps'];
  if (typeof value === 'number' && value > 0 && value <= LARGEST_NORM_EPSILON) return value;
  const expected = `a number above 0 and at most ${LARGEST_NORM_EPSILON}`;
  throw invalid(file, `layer_norm_eps is ${describe(value)}, not ${expected}`);
}

/**
 * RoBERTa counts positions from the padding's id + 1, so that the first rows of its position
 * embeddings are never used: 514 positions and padding 1 make 512 tokens.
 */
function readFirstPosition(
  json: Json,
  architecture: Architecture,
  vocabularySize: number,
  file: string,
): number {
  if (architecture !== 'roberta') return 0;
  // RobertaConfig's default is 1; no other number here has one, since all files give them.
  const padded = { pad_token_id: json['pad_token_id'] ?? 1 };
  return readInteger(padded, 'pad_token_id', 0, vocabularySize - 1, file) + 1;
}

function longestRow(positions: number, context: ConfigContext): number {
  const { file, maxTokens, tokenizerConfig } = context;
  if (positions < SHORTEST_ROW) {
    const detail = `max_position_embeddings leaves room for ${positions} tokens`;
    throw invalid(file, `${detail}, fewer than ${SHORTEST_ROW}`);
  }
  // Where there is no limit, transformers writes 10^30; that and anything odd changes nothing.
  const own = isRecord(tokenizerConfig) ? tokenizerConfig['model_max_length'] : undefined;
  const limit = maxTokens ?? own;
  const isSane = typeof limit === 'number' && Number.isSafeInteger(limit) && limit >= SHORTEST_ROW;
  return isSane ? Math.min(positions, limit) : positions;
}
