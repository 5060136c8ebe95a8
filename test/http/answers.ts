/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([\t\x20-\x7e]*)$/;

/**
 * All answers of one connection. Throws where one is not well-formed (RFC 9112), is JSON that cannot
 * be parsed, or where something is left. An answer that the end of the connection ends is taken as
 * such, for HTTP/1.0.
 */
export function readAnswers(bytes: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) throw new Error('a head without an end');
    const [line = '', ...lines] = rest.toString('latin1', 0, end).split('\r\n');
    const [, digits] = /^HTTP\/1\.1 ([1-5]\d\d) [\x20-\x7e]*$/.exec(line) ?? [];
    if (digits === undefined) throw new Error(`no status: ${line.slice(0, 80)}`);
    const status = Number(digits);
    const headers = new Map(lines.map(readHeader));
    const [body, after] = readBody(rest.subarray(end + 4), headers, status);
    rest = after;
    if (status < 200) continue;
    const isPlain = !headers.has('content-encoding') && body.length > 0;
    if (isPlain && headers.get('content-type')?.startsWith('application/json')) {
      JSON.parse(body.toString());
    }
    answers.push({ status, headers, body });
  }
  return answers;
}

function readHeader(line: string): [string, string] {
  const [, name, value] = HEADER.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`no header: ${line}`);
  return [name.toLowerCase(), value];
}

/** A body, and what follows it. */
function readBody(
  bytes: Buffer,
  headers: ReadonlyMap<string, string>,
  status: number,
): readonly [Buffer, Buffer] {
  if (status < 200 || status === 204 || status === 304) return [Buffer.alloc(0), bytes];
  if (headers.get('transfer-encoding') === 'chunked') return readChunks(bytes);
  const length = headers.get('content-length');
  if (length === undefined) return [bytes, Buffer.alloc(0)];
  if (bytes.length < Number(length)) throw new Error('a body that ends too early');
  return [bytes.subarray(0, Number(length)), bytes.subarray(Number(length))];
}

function readChunks(bytes: Buffer): readonly [Buffer, Buffer] {
  const chunks: Buffer[] = [];
  let rest = bytes;
  for (;;) {
    const line = rest.indexOf('\r\n');
    const size = Number.parseInt(rest.toString('latin1', 0, Math.max(0, line)), 16);
    if (line < 0 || Number.isNaN(size)) throw new Error('a chunk without a size');
    const start = line + 2;
    if (rest.toString('latin1', start + size, start + size + 2) !== '\r\n') {
      throw new Error('a chunk that ends wrongly');
    }
    chunks.push(rest.subarray(start, start + size));
    rest = rest.subarray(start + size + 2);
    if (size === 0) return [Buffer.concat(chunks), rest];
  }
}
