import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeBrat } from '../corpus/brat.js';
import type { CorpusRecord } from '../corpus/record.js';
import { attempt } from './growing-file.js';
import { fieldsOf } from './json-lines.js';
import type { Outcome } from './outcome.js';
import { plain, type Output } from './output.js';

/**
 * For each text a `.txt` and an `.ann` beside it, in a folder that brat opens. Records that failed
 * are in a file of JSON Lines beside the folder, which also is the one that grows.
 */
export const bratFolder = (folder: string): Output => ({
  ...plain,
  ...{ path: folder, growing: `${folder}.errors.jsonl` },
  encode: (outcome) =>
    outcome.result.task === 'failed' ? `${JSON.stringify(fieldsOf(outcome))}\n` : '',
  place: async (outcomes) => {
    for (const outcome of outcomes) await placeOne(folder, outcome);
  },
});

async function placeOne(folder: string, { record, result }: Outcome): Promise<void> {
  const { content } = record;
  if (result.task !== 'ner' || content.kind !== 'text') return;
  const mentions = result.entities.map(({ entity_group: label, start, end }) => ({
    label,
    spans: [{ start, end }],
  }));
  const path = join(folder, nameOf(record));
  await attempt(path, mkdir(dirname(path), { recursive: true }));
  // On the disk before the journal counts them.
  await attempt(path, writeFile(`${path}.txt`, content.text, { flush: true }));
  const annotations = writeBrat(content.text, mentions);
  await attempt(path, writeFile(`${path}.ann`, annotations, { flush: true }));
}

/** A file of a folder keeps its name; a line has its number, and its id where that is harmless. */
function nameOf({ number, id, isFile }: CorpusRecord): string {
  if (isFile) return String(id);
  const own = typeof id === 'string' && /^[\w-][\w.-]{0,99}$/.test(id) ? `-${id}` : '';
  return `${number}${own}`;
}
