import { decodeUtf8, MAX_LINE_BYTES, splitLines, type Line } from './lines.js';
import { invalid, type Columns, type Content, type CorpusRecord } from './record.js';

/** A record, with its id where it has one. */
interface Parsed {
  readonly id: string | number | null;
  readonly content: Content;
}

/** A text in each line. Lines of white space only are left out. */
export const readPlainLines = (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<CorpusRecord> =>
  readRecords(chunks, (text) => ({ id: null, content: { kind: 'text', text } }));

/** In each line a JSON object with a text, or a JSON string. Empty lines are left out. */
export const readJsonLines = (
  chunks: AsyncIterable<Uint8Array>,
  columns: Columns,
): AsyncGenerator<CorpusRecord> => readRecords(chunks, (line) => parseJson(line, columns));

async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
  parse: (line: string) => Parsed,
): AsyncGenerator<CorpusRecord> {
  let number = 0;
  for await (const line of splitLines(chunks)) {
    number += 1;
    const text = textOf(line);
    if (text?.trim() === '') continue;
    const { id, content } = text === null ? { id: null, content: unreadable(line) } : parse(text);
    yield { number, id: id ?? number, isFile: false, content, end: line.end };
  }
}

const textOf = ({ bytes }: Line): string | null =>
  bytes === null ? null : (decodeUtf8(bytes)?.replace(/\r$/, '') ?? null);

const unreadable = ({ bytes }: Line): Content =>
  invalid(bytes === null ? `it has more than ${MAX_LINE_BYTES} bytes` : 'it is not UTF-8');

function parseJson(line: string, columns: Columns): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { id: null, content: invalid('it is not JSON') };
  }
  if (typeof value === 'string') return { id: null, content: { kind: 'text', text: value } };
  const [text, id] = [fieldOf(value, columns.text), fieldOf(value, columns.id)];
  const content: Content =
    typeof text === 'string'
      ? { kind: 'text', text }
      : invalid(`it is no JSON string, and no object with a string \`${columns.text}\``);
  return { id: typeof id === 'string' || typeof id === 'number' ? id : null, content };
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? // An own property of a JSON object.
      (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
