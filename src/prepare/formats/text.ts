import type { Found, Reading } from '../found.js';
import { joinWrapped, linesOf } from '../paragraphs.js';
import { readText } from '../whole-file.js';

/** A text file is one document; its lines are paragraphs, but for those that a page broke. */
export async function* readPlainText(reading: Reading): AsyncGenerator<Found> {
  const text = await readText(reading);
  yield { kind: 'document', id: null, number: null, paragraphs: joinWrapped(linesOf(text)) };
}
