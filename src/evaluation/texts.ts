/** Texts of a file: one a line, or the `text` of a JSON object a line. */
import { decodeUtf8, MAX_LINE_BYTES, splitLines } from '../corpus/lines.js';
import { fail } from '../errors.js';

export interface TextFile {
  /** For messages. */
  readonly name: string;
  readonly format: 'lines' | 'jsonl';
}

export interface Text {
  readonly text: string;
  /** Bytes of the file up to the end of its line. */
  readonly end: number;
}

/**
 * Reads texts with one line in memory. Lines of white space only are left out. DATA_INVALID names
 * the line, from 1, and never quotes it.
 */
export async function* readTexts(
  chunks: AsyncIterable<Uint8Array>,
  { name, format }: TextFile,
): AsyncGenerator<Text> {
  let line = 0;
  for await (const { bytes, end } of splitLines(chunks)) {
    line += 1;
    const invalid = (detail: string) => fail('DATA_INVALID', { file: name, line, detail });
    const content = decode(bytes, invalid);
    if (content.trim() === '') continue;
    const text = format === 'lines' ? content : readField(content, invalid);
    if (text.trim() !== '') yield { text, end };
  }
}

type Invalid = (detail: string) => Error;

/** Without its line break. */
function decode(bytes: Uint8Array | null, invalid: Invalid): string {
  if (bytes === null) {
    throw invalid(`it has more than ${MAX_LINE_BYTES} bytes. Put one text on each line`);
  }
  const text = decodeUtf8(bytes);
  if (text === null) throw invalid('it is not UTF-8. Save the file as UTF-8');
  return text.replace(/\r$/, '');
}

function readField(content: string, invalid: Invalid): string {
  const text = fieldOf(parse(content, invalid));
  if (typeof text !== 'string') throw invalid('it is no JSON object with a string `text`');
  // JSON can write half a character, and a tokenizer would silently put another in its place.
  if (/\p{Surrogate}/u.test(text)) throw invalid('its text holds a lone surrogate');
  return text;
}

function parse(content: string, invalid: Invalid): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw invalid('it is not JSON');
  }
}

const fieldOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'text' in value ? value.text : undefined;
