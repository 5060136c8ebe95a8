import type { Found, Reading, ReadingOptions } from '../found.js';
import { splitLines } from '../lines.js';
import { documentOf, MAX_RECORD_CHARACTERS, readPieces, TOO_LONG } from '../records.js';

/** A JSON object a line, each a document; lines of white space only are left out. */
export async function* readJsonLines(reading: Reading): AsyncGenerator<Found> {
  for await (const { number, text } of splitLines(readPieces(reading), MAX_RECORD_CHARACTERS)) {
    if (text === null) yield { kind: 'unreadable', number, detail: TOO_LONG };
    else if (text.trim() !== '') yield readLine(number, text, reading.options);
  }
}

function readLine(number: number, line: string, { textField, idField }: ReadingOptions): Found {
  const unreadable = (detail: string): Found => ({ kind: 'unreadable', number, detail });
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return unreadable('it is not JSON');
  }
  const text = fieldOf(value, textField);
  if (typeof text !== 'string')
    return unreadable(`it is no JSON object with a string ${textField}`);
  const id = fieldOf(value, idField);
  return documentOf(
    number,
    typeof id === 'string' || typeof id === 'number' ? String(id) : null,
    text,
  );
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? new Map<string, unknown>(Object.entries(value)).get(name)
    : undefined;
