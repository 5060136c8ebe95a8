import type { ModelConfig } from '../../src/checkpoint/config.js';
import { fromRoot } from '../root.js';

/** Every size is another number, so that no two can be mixed up without a trace. */
export const smallModel: ModelConfig = {
  architecture: 'roberta',
  head: 'masked-lm',
  vocabularySize: 50,
  hiddenSize: 8,
  layers: 2,
  heads: 4,
  intermediateSize: 24,
  maxPositions: 22,
  typeVocabularySize: 1,
  layerNormEps: 1e-5,
  padTokenId: 1,
  activation: 'gelu',
  maxTokens: 20,
  tiedDecoder: true,
};

/** How the graph of the small model looks, as reviewed. */
export const expectedFile = fromRoot('test/graph/expected/roberta-masked-lm.txt');
