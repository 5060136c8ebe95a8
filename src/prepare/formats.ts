import { extname } from 'node:path';
import type { ReadFormat } from './found.js';

/** Each format brings its own parser: a process that reads text files never loads that of PDF. */
const formats = {
  text: async () => (await import('./formats/text.js')).readPlainText,
  jsonl: async () => (await import('./formats/jsonl.js')).readJsonLines,
  csv: async () => (await import('./formats/csv.js')).readCsv,
  html: async () => (await import('./formats/html.js')).readHtml,
  docx: async () => (await import('./formats/docx.js')).readDocx,
  pdf: async () => (await import('./formats/pdf.js')).readPdf,
  xml: async () => (await import('./formats/xml.js')).readXml,
} as const satisfies Readonly<Record<string, () => Promise<ReadFormat>>>;

export type Format = keyof typeof formats;

const byExtension: Readonly<Record<string, Format>> = {
  '.txt': 'text',
  '.jsonl': 'jsonl',
  '.csv': 'csv',
  '.tsv': 'csv',
  '.html': 'html',
  '.htm': 'html',
  '.xml': 'xml',
  '.nxml': 'xml',
  '.pdf': 'pdf',
  '.docx': 'docx',
};

export const extensions = Object.keys(byExtension);

/** The format of a file by its name, or null for one that is not read. */
export const formatOf = (path: string): Format | null =>
  byExtension[extname(path).toLowerCase()] ?? null;

export const loadFormat = (format: Format): Promise<ReadFormat> => formats[format]();
