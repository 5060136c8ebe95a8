/** Lines of a stream of text, with one of them in memory, however long a line is. */

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its break; null where it is longer than allowed. */
  readonly text: string | null;
}

/** Splits at line feeds; the rest of a line that is too long is let go as it comes. */
export async function* splitLines(
  chunks: AsyncIterable<string>,
  maxCharacters: number,
): AsyncGenerator<Line> {
  let pieces: string[] = [];
  let length = 0;
  let number = 0;
  const append = (piece: string) => {
    length += piece.length;
    if (length > maxCharacters) pieces = [];
    else pieces.push(piece);
  };
  const take = (): Line => {
    const text = length > maxCharacters ? null : pieces.join('').replace(/\r$/, '');
    pieces = [];
    length = 0;
    number += 1;
    return { number, text };
  };
  for await (const chunk of chunks) {
    const [first = '', ...others] = chunk.split('\n');
    append(first);
    for (const other of others) {
      yield take();
      append(other);
    }
  }
  if (length > 0) yield take();
}
