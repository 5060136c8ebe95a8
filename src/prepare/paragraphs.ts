/** Paragraphs of what comes in lines. */

/** A line that was broken to fit a page is about as long as the page is wide. */
const WRAPPED_CHARACTERS = 50;

/**
 * Joins lines that were broken to fit a page: a long line that ends in no mark of a sentence's end,
 * followed by one that begins in lower case. All other lines are paragraphs of their own.
 */
export function joinWrapped(lines: Iterable<string>): string[] {
  const paragraphs: string[] = [];
  let last = '';
  for (const untrimmed of lines) {
    const line = untrimmed.trim();
    const before = paragraphs.at(-1);
    if (before !== undefined && isWrapped(last, line)) {
      paragraphs[paragraphs.length - 1] = `${before} ${line}`;
    } else if (line !== '') {
      paragraphs.push(line);
    }
    last = line;
  }
  return paragraphs;
}

const isWrapped = (line: string, next: string): boolean =>
  line.length >= WRAPPED_CHARACTERS && !/[.:;!?…]["»”')\]]*$/u.test(line) && /^\p{Ll}/u.test(next);

/** Lines of a text, whatever breaks them. */
export const linesOf = (text: string): string[] => text.split(/\r\n|[\n\r\f\v\u0085\u2028\u2029]/u);
