import type { Outcome } from './outcome.js';
import { plain, type Output } from './output.js';
import type { BulkResult } from './tasks.js';

/** One object for each record, also for one that failed. */
export const jsonLines = (path: string): Output => ({
  ...plain,
  ...{ path, growing: path },
  encode: (outcome) => `${JSON.stringify(fieldsOf(outcome))}\n`,
});

/** `{"id":7,"entities":[…]}`, or `{"id":7,"error":{"code":…,"message":…}}`. */
export function fieldsOf({ record, result, truncated }: Outcome) {
  const { id } = record;
  if (result.task === 'failed') {
    const { code, message } = result;
    return { id, error: { code, message } };
  }
  return { id, ...valueOf(result), ...(truncated && { truncated }) };
}

function valueOf(result: BulkResult) {
  switch (result.task) {
    case 'embed':
      return { embedding: result.embedding };
    case 'ner':
      return { entities: result.entities };
    case 'classify':
      return { labels: result.labels };
    case 'fill-mask':
      return { masks: result.masks };
  }
}
