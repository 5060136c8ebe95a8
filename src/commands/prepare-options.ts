import { choice, integer, share, text } from '../options/kinds.js';
import { extensions } from '../prepare/formats.js';
import { units } from '../prepare/output.js';
import { uniqueUnits } from '../prepare/unique.js';
import { aSwitch, type CommandOption, type Parsed } from './options.js';

/** What is read, for the help. */
export const fileKinds = extensions.join(' ');

const file = (description: string): CommandOption<string | null> => ({
  placeholder: 'FILE',
  byDefault: 'none',
  description,
  parse: (value) => (value === 'none' ? null : value),
});

/** 0 stands for as many as there are processors. */
const jobs = integer(0, [0, 256], 'files that are read at the same time');

/** What `mascarilla prepare` has; it shares no option. */
export const prepareOptions = {
  output: text('FILE', '-', 'where the JSONL goes; - for standard output'),
  report: file('where the counts go as JSON, with the files that could not be read'),
  unit: choice(units, 'document', 'what a line is'),
  textField: text('NAME', 'text', 'field of JSONL and column of CSV that holds the text'),
  idField: text('NAME', 'id', 'field of JSONL and column of CSV that names the document'),
  language: choice(['es', 'any'], 'es', 'drop what is certainly in another language, or nothing'),
  minWords: integer(2, [0, 1000], 'a sentence with fewer words is dropped as too short'),
  maxWords: integer(1000, [1, 1_000_000], 'a sentence with more words is dropped as too long'),
  minLetters: share(
    0.4,
    'a sentence with a smaller share of letters among its characters is dropped as ill-formed',
  ),
  unique: choice(uniqueUnits, 'document', 'what is written once only'),
  strictUtf8: aSwitch('refuse text that is not UTF-8, rather than read it as windows-1252'),
  jobs: { ...jobs, byDefault: 'the processors there are', parse: parseJobs },
  maxFileMb: integer(
    64,
    [1, 1024],
    'size of a file that is read as a whole: any but JSONL and CSV',
  ),
  timeoutS: integer(60, [1, 3600], 'seconds for a file, or for the next part of a long one'),
  memoryMb: integer(1024, [256, 65_536], 'memory of each process that reads files'),
} as const;

function parseJobs(value: string): number {
  return value === 'the processors there are' ? 0 : jobs.parse(value);
}

export type PrepareOptions = Parsed<typeof prepareOptions>;
