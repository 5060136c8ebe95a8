import type { CorpusRecord } from '../corpus/record.js';
import { fail, ServiceError } from '../errors.js';
import type { ServedModel } from '../tasks/model.js';
import { Company } from './company.js';
import type { BulkRequest } from './request.js';
import { runTask, type BulkResult } from './tasks.js';

/** What became of a record. */
export interface Outcome {
  readonly record: CorpusRecord;
  /** Whether the text was cut to what the model takes. */
  readonly truncated: boolean;
  readonly result: BulkResult | Failure;
}

/** Code and message of the table of errors, which quotes no text. */
export interface Failure {
  readonly task: 'failed';
  readonly code: string;
  readonly message: string;
}

/**
 * Errors of these codes are of the text, or of the record; any other ends the run, as it would meet
 * the next record too.
 */
const OF_THE_RECORD: ReadonlySet<string> = new Set([
  ...['RECORD_INVALID', 'INPUT_EMPTY', 'INPUT_NOT_UNICODE', 'INPUT_TOO_LONG', 'ROW_REFUSED'],
  ...['MASK_MISSING', 'MASKS_TOO_MANY', 'MASKS_TOO_FAR_APART', 'CANDIDATES_TOO_MANY'],
]);

/**
 * Runs a task on the texts of a block, in batches that depend on the block only. Rejects with what
 * is no fault of a record: ENGINE_FAILED, TASK_UNSUPPORTED.
 */
export function runBlock(
  model: ServedModel,
  request: BulkRequest,
  records: readonly CorpusRecord[],
): Promise<Outcome[]> {
  const company = new Company(model, records.length);
  return Promise.all(
    records.map(async (record, index): Promise<Outcome> => {
      const { batcher, leave } = company.seat(index);
      try {
        const { content } = record;
        if (content.kind === 'invalid') throw fail('RECORD_INVALID', { detail: content.detail });
        const seated = { ...model, batcher };
        const { output, truncated } = await runTask(seated, request, content.text);
        return { record, result: output, truncated: truncated.length > 0 };
      } catch (error) {
        return { record, result: failureOf(error), truncated: false };
      } finally {
        leave();
      }
    }),
  );
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof ServiceError) || !OF_THE_RECORD.has(error.code)) throw error;
  return { task: 'failed', code: error.code, message: error.message };
}
