import type { Outcome } from './outcome.js';
import { plain, type Output } from './output.js';
import type { BulkTaskName } from './request.js';
import type { BulkResult } from './tasks.js';

type Cell = string | number;

const COLUMNS = {
  ner: ['label', 'score', 'start', 'end', 'word'],
  classify: ['label', 'score'],
  'fill-mask': ['mask', 'score', 'token', 'token_str', 'sequence'],
} as const;

/**
 * A table in CSV (RFC 4180): a row for each entity, label or candidate, none where there is none,
 * and one with `error` for a record that failed.
 */
export function csvTable(path: string, task: Exclude<BulkTaskName, 'embed'>): Output {
  const columns = COLUMNS[task];
  const encode = ({ record, result }: Outcome): string => {
    const rows: Cell[][] =
      result.task === 'failed'
        ? [[...columns.map(() => ''), result.code]]
        : rowsOf(result).map((cells) => [...cells, '']);
    return rows.map((cells) => line([record.id, ...cells])).join('');
  };
  return { ...plain, path, growing: path, header: line(['id', ...columns, 'error']), encode };
}

function rowsOf(result: BulkResult): Cell[][] {
  switch (result.task) {
    case 'embed':
      return [];
    case 'ner':
      return result.entities.map(({ entity_group: label, score, start, end, word }) => {
        return [label, score, start, end, word];
      });
    case 'classify':
      return result.labels.map(({ label, score }) => [label, score]);
    case 'fill-mask':
      return result.masks.flatMap((candidates, mask) =>
        candidates.map(({ score, token, token_str: word, sequence }) => {
          return [mask + 1, score, token, word, sequence];
        }),
      );
  }
}

const line = (cells: readonly Cell[]): string => `${cells.map(quote).join(',')}\r\n`;

function quote(cell: Cell): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
