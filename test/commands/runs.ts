import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Journal } from '../../src/bulk/journal.js';
import { fromRoot } from '../root.js';
import { run, type Ended } from './cli.js';

/** What the tests of `mascarilla run` share: tiny models, as what they answer is not tested there. */

export const MODEL = fromRoot('test/golden/roberta-mlm');
export const NER = fromRoot('test/golden/roberta-ner');
const SENTENCES = readFileSync(fromRoot('test/texts/sentences.txt'), 'utf8').trim().split('\n');

const home = t.testdir();

/** `run TASK --input` and so on; each test file converts a model once. */
export const args = (
  task: string,
  model: string,
  input: string,
  output: string,
  more: readonly string[] = [],
) => [
  ...['run', task, '--model', model, '--input', input, '--output', output],
  ...['--mascarilla-home', home, '--max-batch-tokens', '512', ...more],
];

export const bulk = (
  task: string,
  input: string,
  output: string,
  ...more: string[]
): Promise<Ended> => run(args(task, task === 'ner' ? NER : MODEL, input, output, more));

export const linesOf = (path: string): Record<string, unknown>[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

export const journalOf = (path: string): Journal =>
  JSON.parse(readFileSync(`${path}.run.json`, 'utf8')) as Journal;

/** A file of so many sentences, each with an id. */
export function sentences(t: Test, count: number): string {
  const path = join(t.testdir(), 'input.jsonl');
  const lines = Array.from({ length: count }, (_, index) =>
    JSON.stringify({ id: `s${index}`, text: `${SENTENCES[index % 200]} (${index})` }),
  );
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}
