import type { Answer, Client, Outcome } from '../../src/batching/batcher.js';
import { requireAnswers } from '../../src/batching/submission.js';
import type { MaskQuery, MaskScores, Row, RowResult } from '../../src/engine/protocol.js';
import { fail } from '../../src/errors.js';
import type { Manifest } from '../../src/package/manifest.js';
import type { ServedModel, TaskLimits } from '../../src/tasks/model.js';
import { idsOf, tokenizer } from '../text/bundled.js';

export const taskLimits: TaskLimits = {
  maxInputs: 4,
  maxTopK: 1000,
  maxCharacters: 10_000,
  maxWindows: 100,
};

const manifest: Manifest = {
  format: 5,
  converter: 1,
  precision: 'fp32',
  agreement: null,
  source: { name: 'fake', files: [] },
  model: {
    modelType: 'roberta',
    head: { kind: 'masked-lm', tied: true },
    vocabularySize: 16_000,
    hiddenSize: 2,
    embeds: true,
    layers: 1,
    heads: 1,
    maxTokens: 16,
    embedding: { pooling: 'mean', normalize: true },
  },
  card: null,
  files: [],
};

/** The engine dies of a row that has it. */
export const [deadlyToken = 0] = idsOf('Ġcefalea');

/** What a batcher was asked to do. */
export interface Submitted {
  readonly rows: readonly Row[];
  readonly client: Client | undefined;
}

export interface FakeModel extends ServedModel {
  readonly submitted: Submitted[];
}

type Times = Pick<Answer, 'queueMs' | 'inferenceMs'>;

/**
 * A model with the bundled tokenizer, whose batcher gives prepared results: at most 16 tokens and
 * three masks a text.
 */
export function fakeModel(
  result: (row: Row, index: number) => RowResult,
  times: readonly Times[] = [],
): FakeModel {
  const submitted: Submitted[] = [];
  const submitEach = (rows: readonly Row[], client?: Client): Promise<Outcome[]> => {
    submitted.push({ rows, client });
    const outcomes = rows.map((row, index) => {
      if (row.tokens.includes(deadlyToken)) return fail('ROW_REFUSED');
      return {
        result: result(row, index),
        ...(times[index] ?? { queueMs: 0, inferenceMs: 0 }),
        batchRows: rows.length,
        batchTokens: row.tokens.length,
      };
    });
    return Promise.resolve(outcomes);
  };
  const submit = async (rows: readonly Row[], client?: Client) =>
    requireAnswers(await submitEach(rows, client));
  return {
    name: 'fake',
    manifest,
    tokenizer,
    batcher: { checkRoom: () => undefined, submit, submitEach },
    limits: { tokens: 64, padded: false, rows: 4, masks: 3, rowTokens: 16, topK: 1000 },
    submitted,
  };
}

/** A batcher that refuses everything. */
export const refusingBatcher = (failure: Error): ServedModel['batcher'] => ({
  checkRoom: () => undefined,
  submit: () => Promise.reject(failure),
  submitEach: () => Promise.reject(failure),
});

/** Scores of one mask, as the engine gives them: `{ 'Ġtos': 0.5 }`, in this order. */
export function scores(probabilities: Readonly<Record<string, number>>): MaskScores {
  return {
    ids: Int32Array.from(idsOf(...Object.keys(probabilities))),
    logProbabilities: Float32Array.from(Object.values(probabilities), Math.log),
  };
}

/** A model that answers every mask of every text with the same scores. */
export const fillingModel = (probabilities: Readonly<Record<string, number>>): FakeModel =>
  fakeModel((row) => ({
    masks: row.masks.map(() => scores(probabilities)),
    pooled: null,
    labels: null,
    states: null,
  }));

/** A model that answers as an engine does: the first k ids of `top`, the asked ids of `targets`. */
export const obedientModel = (): FakeModel =>
  fakeModel((row) => ({ masks: row.masks.map(obey), pooled: null, labels: null, states: null }));

function obey(query: MaskQuery): MaskScores {
  const ids = query.kind === 'targets' ? query.ids : Int32Array.from({ length: query.k }, toId);
  return { ids, logProbabilities: Float32Array.from(ids, (id) => -id / 1000) };
}

/** The first ids after the special tokens. */
const toId = (_: unknown, index: number): number => 5 + index;
