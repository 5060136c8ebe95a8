/** What JSONL and CSV have in common: files of any size that are read record by record. */
import { createReadStream } from 'node:fs';
import { decodePieces, findEncoding } from './encoding.js';
import type { Found, Reading } from './found.js';
import { joinWrapped, linesOf } from './paragraphs.js';

/** A record of 16 million characters is no document any more. */
export const MAX_RECORD_CHARACTERS = 16_000_000;

export const TOO_LONG = `it has more than ${MAX_RECORD_CHARACTERS} characters`;

/** A file of any size as pieces of text, without a byte order mark. */
export async function* readPieces(reading: Reading): AsyncGenerator<string> {
  const encoding = await findEncoding(reading);
  // Without an encoding set, a stream gives bytes.
  const bytes = createReadStream(reading.path) as AsyncIterable<Uint8Array>;
  yield* decodePieces(bytes, encoding);
}

/** The document of a record's text. */
export const documentOf = (number: number, id: string | null, text: string): Found => ({
  kind: 'document',
  id: id === '' ? null : id,
  number,
  paragraphs: joinWrapped(linesOf(text)),
});
