import type { ModelCard } from '../checkpoint/card.js';
import type { ErrorCode } from '../errors.js';
import type { Manifest } from '../package/manifest.js';
import type { FoundModel } from './pull.js';

type Head = Manifest['model']['head'];

export interface FileSize {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

export interface InspectedModel {
  readonly modelType: string | null;
  /** As config.json names them, such as `RobertaForMaskedLM`; a package does not tell. */
  readonly classes: readonly string[];
  readonly head: Head | null;
  /** Values of the weights, those that a file has twice counted once; a package does not tell. */
  readonly parameters: number | null;
  readonly layers: number | null;
  readonly hiddenSize: number | null;
  readonly heads: number | null;
  readonly vocabularySize: number | null;
  /** Tokens of the longest text, special tokens included. */
  readonly maxTokens: number | null;
  /** How vectors of texts are made unless a request says else. */
  readonly embedding: Manifest['model']['embedding'] | null;
}

export interface InspectedWeights {
  readonly files: readonly FileSize[];
  /** How many tensors there are of each type; null where they cannot be read. */
  readonly dtypes: Readonly<Record<string, number>> | null;
}

export interface InspectedTokenizer {
  /** Such as `BPE`; null where it cannot be read. */
  readonly kind: string | null;
  readonly mask: string | null;
  readonly files: readonly string[];
}

export interface InspectedPackage {
  readonly folder: string;
  /** `cached`, `absent` and `damaged` are of a checkpoint's package in the cache. */
  readonly state: 'itself' | 'cached' | 'absent' | 'damaged';
  /** Null where it is absent or damaged. */
  readonly holds: Pick<
    Manifest,
    'agreement' | 'converter' | 'files' | 'format' | 'precision' | 'source'
  > | null;
}

/** A model as `mascarilla inspect` tells of it. */
export interface Inspection {
  readonly name: string;
  readonly folder: string;
  readonly hub: FoundModel['hub'];
  /** Such as `safetensors` or `package`; null where there are no weights. */
  readonly layout: string | null;
  readonly servable: boolean;
  /** Why it cannot be served. */
  readonly problems: readonly { readonly code: ErrorCode; readonly message: string }[];
  readonly model: InspectedModel;
  readonly weights: InspectedWeights;
  readonly tokenizer: InspectedTokenizer;
  readonly card: Partial<ModelCard> | null;
  readonly package: InspectedPackage | null;
}
