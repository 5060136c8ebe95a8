import { Lane } from '../batching/lane.js';
import { Batcher } from '../batching/batcher.js';
import { realClock } from '../clock.js';
import type { Config } from '../config.js';
import { Engine } from '../engine/engine.js';
import type { EngineOptions } from '../engine/protocol.js';
import { fail } from '../errors.js';
import { COMPARED_WORDS, measureAgreement, type RunRows } from '../evaluation/agreement.js';
import type { AgreementCheck } from '../package/agreement.js';
import type { Agreement } from '../package/manifest.js';
import { openPackage, type Package } from '../package/package.js';
import { tokenizerOf } from '../package/tokenizer.js';
import { findTextFile, textsOf } from './text-file.js';

/** Sentences are rarely longer, and small batches keep the memory of a conversion small. */
const MAX_TOKENS = 128;
const ROWS = 8;

/** Each masked piece is asked about twice, and at most 15 % of a row are masked. */
const MAX_MASKS = 64;

/** More texts than this would make a conversion take long, and the numbers hardly surer. */
const MAX_TEXTS = 1000;

type AgreementConfig = Pick<Config, 'calibration' | 'minAgreement' | 'threads'>;

/** What is asked of a model in a lower precision, and how it is measured. */
export const agreementCheck = (
  { calibration, minAgreement, threads }: AgreementConfig,
  signal?: AbortSignal,
): AgreementCheck => ({
  least: minAgreement,
  prepare: async () => {
    const texts = await readSome(calibration);
    return async (reference, candidate) => {
      const found = await compare(texts, { reference, candidate, threads, signal });
      if (found !== null) return found;
      throw fail('DATA_EMPTY', { file: calibration });
    };
  },
});

async function readSome(path: string): Promise<string[]> {
  const source = await findTextFile(path);
  const texts: string[] = [];
  for await (const { text } of textsOf(source)) {
    texts.push(text);
    if (texts.length === MAX_TEXTS) break;
  }
  if (texts.length === 0) throw fail('DATA_EMPTY', { file: path });
  return texts;
}

interface Comparison {
  /** Folders of packages. */
  readonly reference: string;
  readonly candidate: string;
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Compares two packages on texts, with one engine after the other; null where the model fills masks
 * and no text has a piece to mask.
 */
async function compare(
  texts: readonly string[],
  { reference, candidate, threads, signal }: Comparison,
): Promise<Agreement | null> {
  const [one, opened] = [await openPackage(reference), await openPackage(candidate)];
  const { head, maxTokens, vocabularySize } = opened.manifest.model;
  const tokenizer = tokenizerOf(opened);
  const rowTokens = Math.min(MAX_TOKENS, maxTokens);
  const limits = {
    tokens: ROWS * rowTokens,
    padded: false,
    rows: ROWS,
    masks: MAX_MASKS,
    rowTokens,
    topK: Math.min(COMPARED_WORDS, vocabularySize),
  };
  const device = { kind: 'cpu', threads } as const;
  const run = ({ directory, manifest: { model, precision } }: Package) =>
    rowsWith({ directory, model, precision, device, limits }, signal);
  const model = { head, tokenizer, maxTokens: rowTokens, vocabularySize };
  const found = await measureAgreement(texts, model, run(one), run(opened));
  return head.kind === 'masked-lm' && found.decisions === 0 ? null : found;
}

const rowsWith =
  (options: EngineOptions, signal: AbortSignal | undefined): RunRows =>
  async (rows) => {
    const { engine } = await Engine.start(options, {}, { signal });
    const waiting = { windowMs: 0, maxQueuedTokens: Number.MAX_SAFE_INTEGER };
    const batcher = new Batcher([new Lane(engine)], options.limits, waiting, realClock);
    try {
      const answers = await batcher.submit(rows, { signal });
      return answers.map(({ result }) => result);
    } finally {
      await batcher.close();
      await engine.close();
    }
  };
