import type { ModelConfig } from '../../src/checkpoint/config.js';
import type { Precision } from '../../src/graph/precision.js';
import { fromRoot } from '../root.js';

/** Every size is another number, so that no two can be mixed up without a trace. */
export const smallModel: ModelConfig = {
  architecture: 'roberta',
  modelType: 'roberta',
  head: { kind: 'masked-lm', tied: true },
  vocabularySize: 50,
  embeddingSize: 8,
  hiddenSize: 8,
  layers: 2,
  heads: 4,
  intermediateSize: 24,
  maxPositions: 22,
  firstPosition: 2,
  typeVocabularySize: 1,
  layerNormEps: 1e-5,
  activation: 'gelu',
  maxTokens: 20,
};

const one = { ...smallModel, layers: 1 };
const labels = ['O', 'B-X', 'I-X'];

/** A model of each family, and of each head, by the name of its reviewed dump. */
export const smallModels: Readonly<Record<string, ModelConfig>> = {
  'roberta-masked-lm': smallModel,
  'bert-token-classification': {
    ...one,
    architecture: 'bert',
    modelType: 'bert',
    head: { kind: 'token-classification', labels },
    firstPosition: 0,
    typeVocabularySize: 2,
  },
  'distilbert-sequence-classification': {
    ...one,
    architecture: 'distilbert',
    modelType: 'distilbert',
    head: { kind: 'sequence-classification', labels, scores: 'softmax' },
    firstPosition: 0,
    typeVocabularySize: 0,
    activation: 'relu',
  },
  'electra-masked-lm': {
    ...one,
    architecture: 'electra',
    modelType: 'electra',
    embeddingSize: 6,
    firstPosition: 0,
    typeVocabularySize: 2,
    activation: 'gelu-tanh',
  },
};

/** Every graph that is reviewed: each model in 32-bit floats, and some in the other precisions. */
export const reviewed: readonly {
  readonly name: string;
  readonly config: ModelConfig;
  readonly precision: Precision;
}[] = [
  ...Object.entries(smallModels).map(
    ([name, config]) => ({ name, config, precision: 'fp32' }) as const,
  ),
  { name: 'roberta-masked-lm-int8', config: one, precision: 'int8' },
  { name: 'roberta-masked-lm-fp16', config: one, precision: 'fp16' },
];

/** How a graph looks, as reviewed. */
export const expectedFile = (name: string): string => fromRoot(`test/graph/expected/${name}.txt`);
