/** Texts of a file: one a line, or the `text` of a JSON object a line. */
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

/** Far longer than any document that a model sees all of; a file without line breaks is refused. */
const MAX_LINE_BYTES = 1_000_000;

const LINE_BREAK = 0x0a;

/**
 * Reads texts with one line in memory. Lines of white space only are left out. DATA_INVALID names
 * the line, from 1, and never quotes it.
 */
export async function* readTexts(
  chunks: AsyncIterable<Uint8Array>,
  { name, format }: TextFile,
): AsyncGenerator<Text> {
  let line = 0;
  for await (const { bytes, end } of splitLines(chunks, name)) {
    line += 1;
    const invalid = (detail: string) => fail('DATA_INVALID', { file: name, line, detail });
    const content = decode(bytes, invalid);
    if (content.trim() === '') continue;
    const text = format === 'lines' ? content : readField(content, invalid);
    if (text.trim() !== '') yield { text, end };
  }
}

type Invalid = (detail: string) => Error;

/** Without its line break, and without the byte order mark that some programs begin a file with. */
function decode(bytes: Uint8Array, invalid: Invalid): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r$/, '');
  } catch {
    throw invalid('it is not UTF-8. Save the file as UTF-8');
  }
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

interface Line {
  readonly bytes: Uint8Array;
  readonly end: number;
}

async function* splitLines(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Line> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let end = 0;
  let line = 1;
  const append = (piece: Uint8Array) => {
    pieces.push(piece);
    length += piece.length;
    if (length <= MAX_LINE_BYTES) return;
    const detail = `it has more than ${MAX_LINE_BYTES} bytes. Put one text on each line`;
    throw fail('DATA_INVALID', { file, line, detail });
  };
  const take = (breakBytes: number): Line => {
    const bytes = Buffer.concat(pieces);
    end += length + breakBytes;
    pieces = [];
    length = 0;
    line += 1;
    return { bytes, end };
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (;;) {
      const at = chunk.indexOf(LINE_BREAK, from);
      if (at < 0) break;
      append(chunk.subarray(from, at));
      from = at + 1;
      yield take(1);
    }
    append(chunk.subarray(from));
  }
  if (length > 0) yield take(0);
}
