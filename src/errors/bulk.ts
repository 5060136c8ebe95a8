import { define, type FileField } from './definition.js';

/** What `mascarilla run` can be refused for, and what can be wrong with a record of its input. */
export const bulkErrors = {
  RECORD_INVALID: define<{ detail: string }>(
    500,
    'load',
    (f) => `The record has no text: ${f.detail}.`,
  ),
  RECORD_FAILED: define<FileField & { count: number; detail: string }>(
    500,
    'load',
    (f) =>
      `${f.file}, record ${f.count}: ${f.detail} Mend it and run again, or leave --on-error fail out.`,
  ),
  INPUT_CHANGED: define<FileField & { count: number }>(
    500,
    'load',
    (f) =>
      `${f.file}: its first ${f.count} records are not those from which the output was begun. Give the same input, or name another --output.`,
  ),
  OUTPUT_TAKEN: define<FileField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file}: ${f.detail}. Name another --output, or remove it.`,
  ),
} as const;
