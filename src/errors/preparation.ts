import { define, type FileField } from './definition.js';

/** What preparing a corpus can fail for; a file that cannot be read is counted instead. */
export const preparationErrors = {
  CORPUS_EMPTY: define<{ path: string }>(
    500,
    'load',
    (f) =>
      `No file of ${f.path} could be read. Name files or folders with any of the formats that \`mascarilla prepare --help\` lists.`,
  ),
  OUTPUT_NOT_WRITTEN: define<FileField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file} cannot be written: ${f.detail}. Choose another place, or make room.`,
  ),
} as const;
