import type { ModelConfig } from '../../src/checkpoint/config.js';
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
  typeVocabularySize: 1,
  layerNormEps: 1e-5,
  firstPosition: 2,
  activation: 'gelu',
  maxTokens: 20,
};

/** How the graph of the small model looks, as reviewed. */
export const expectedFile = fromRoot('test/graph/expected/roberta-masked-lm.txt');
