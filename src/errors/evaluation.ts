import { define, type FileField } from './definition.js';

/** What a file of texts, or a gold standard, can be refused for. */
export const evaluationErrors = {
  DATA_UNREADABLE: define<FileField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file} cannot be read: ${f.detail}. Check the path.`,
  ),
  DATA_INVALID: define<FileField & { line: number; detail: string }>(
    500,
    'load',
    (f) => `${f.file}, line ${f.line}: ${f.detail}.`,
  ),
  DATA_EMPTY: define<FileField>(
    500,
    'load',
    (f) => `${f.file} has no text with a piece that could be masked. Put one text on each line.`,
  ),
  GOLD_INVALID: define<FileField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file} is no gold standard: ${f.detail}.`,
  ),
};
