import { Batcher } from '../batching/batcher.js';
import { realClock } from '../batching/clock.js';
import { Engine } from '../engine/engine.js';
import type { BatchLimits } from '../engine/protocol.js';
import { COMPARED_WORDS, measureAgreement, type RunRows } from '../evaluation/agreement.js';
import type { MeasureAgreement } from '../package/cache.js';
import { TOKENIZER_FILE } from '../package/manifest.js';
import { openPackage } from '../package/package.js';
import { Tokenizer } from '../text/tokenizer.js';

/** Sentences are rarely longer, and small batches keep the memory of a conversion small. */
const MAX_TOKENS = 128;

/** Compares two packages on texts, with one engine after the other. */
export function agreementOn(texts: readonly string[], threads: number): MeasureAgreement {
  return async (reference, candidate) => {
    const { manifest, tokenizer: files } = await openPackage(candidate);
    const { head, vocabularySize } = manifest.model;
    const tokenizer = new Tokenizer(files.tokenizerJson, files.tokenizerConfig, TOKENIZER_FILE, {
      mask: head.kind === 'masked-lm' ? 'required' : 'optional',
    });
    const rowTokens = Math.min(MAX_TOKENS, manifest.model.maxTokens);
    const limits = {
      paddedTokens: 8 * rowTokens,
      rows: 8,
      masks: 64,
      rowTokens,
      topK: Math.min(COMPARED_WORDS, vocabularySize),
    };
    const run = (directory: string) => rowsWith(directory, threads, limits);
    const model = { head, tokenizer, maxTokens: rowTokens, vocabularySize };
    return measureAgreement(texts, model, run(reference), run(candidate));
  };
}

const rowsWith =
  (directory: string, threads: number, limits: BatchLimits): RunRows =>
  async (rows) => {
    const { engine } = await Engine.start({ directory, threads, limits });
    const options = { windowMs: 0, maxQueuedTokens: Number.MAX_SAFE_INTEGER };
    const batcher = new Batcher(engine, limits, options, realClock);
    try {
      const answers = await batcher.submit(rows);
      return answers.map(({ result }) => result);
    } finally {
      await batcher.close();
      await engine.close();
    }
  };
