import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { fromRoot } from '../root.js';
import { killAndGoOn } from './killed.js';

/** Published clinical documents, over and over: some are longer than a window. */
function documents(t: Test): string {
  const path = join(t.testdir(), 'documents.jsonl');
  writeFileSync(path, readFileSync(fromRoot('test/texts/documents.jsonl'), 'utf8').repeat(4));
  return path;
}

void t.test('entities of whole documents are the same however often it was killed', (t) =>
  killAndGoOn(t, 'ner', documents(t)),
);
