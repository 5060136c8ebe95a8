/** Far longer than any document that a model sees all of; without a bound, a line could fill memory. */
export const MAX_LINE_BYTES = 1_000_000;

export interface Line {
  /** Without the line break; null where it has more bytes than were allowed. */
  readonly bytes: Uint8Array | null;
  /** Bytes of the file up to its end, with the line break. */
  readonly end: number;
}

const LINE_BREAK = 0x0a;

/** Splits bytes into lines, with one line in memory. What is too long is told before its end. */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  mostBytes = MAX_LINE_BYTES,
): AsyncGenerator<Line> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let end = 0;
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length;) {
      const at = chunk.indexOf(LINE_BREAK, from);
      const piece = chunk.subarray(from, at < 0 ? undefined : at);
      const wasTooLong = length > mostBytes;
      length += piece.length;
      const isTooLong = length > mostBytes;
      if (isTooLong) pieces = [];
      else pieces.push(piece);
      if (isTooLong && !wasTooLong) yield { bytes: null, end: end + length };
      if (at < 0) break;
      end += length + 1;
      if (!isTooLong) yield { bytes: Buffer.concat(pieces), end };
      pieces = [];
      length = 0;
      from = at + 1;
    }
  }
  if (length > 0 && length <= mostBytes) yield { bytes: Buffer.concat(pieces), end: end + length };
}

/**
 * The text of UTF-8 bytes; null where they are none.
 *
 * @param keepMark whether a byte order mark at its start stays, as offsets in a file count it
 */
export function decodeUtf8(bytes: Uint8Array, keepMark = false): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: keepMark }).decode(bytes);
  } catch {
    return null;
  }
}
