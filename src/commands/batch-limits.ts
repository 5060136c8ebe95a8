import type { Config } from '../config.js';
import type { BatchLimits } from '../engine/protocol.js';
import { fail } from '../errors.js';

/** A processor is as fast as it gets with half of it; with more, memory grows. */
const BATCH_TOKENS = 512;

const BATCH_ROWS = 64;

/** What is computed in vain grows with the texts of a batch. */
const PADDED_ROWS = 8;

type LimitsConfig = Pick<Config, 'maxBatchRows' | 'maxBatchTokens' | 'maxMasks' | 'maxTopK'>;

/** Of a model. */
export interface ModelSizes {
  /** Of its longest text. */
  readonly maxTokens: number;
  readonly vocabularySize: number;
}

/**
 * What a batch holds at most. CONFIG_INVALID where the model's longest text would fit into none.
 *
 * @param padded whether the model computes texts padded to one length
 */
export function readLimits(config: LimitsConfig, model: ModelSizes, padded: boolean): BatchLimits {
  const { maxMasks: masks } = config;
  const rowTokens = model.maxTokens;
  const rows = config.maxBatchRows || (padded ? PADDED_ROWS : BATCH_ROWS);
  const tokens = config.maxBatchTokens || Math.max(BATCH_TOKENS, rowTokens);
  if (tokens < rowTokens) {
    const detail = `${tokens} is less than the ${rowTokens} tokens of the model's longest text`;
    throw fail('CONFIG_INVALID', { option: '--max-batch-tokens', detail });
  }
  const topK = Math.min(config.maxTopK, model.vocabularySize);
  return { tokens, padded, rows, masks, rowTokens, topK };
}
