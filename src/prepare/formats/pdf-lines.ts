/** Paragraphs of lines that stand on a page. */

export interface PrintedLine {
  readonly text: string;
  /** Of the base line, in points from below. */
  readonly y: number;
  /** Of the letters, in points. */
  readonly height: number;
}

/** Lines of a paragraph are 1 to 1.5 heights apart. */
const MAX_LEADING = 1.8;

/** Letters of a title are larger. */
const MAX_GROWTH = 1.15;

/** A line that ends a sentence and is so much shorter than the longest one ends a paragraph. */
const FULL_LINE = 0.85;

const PAGE_NUMBER =
  /^[-–—]?\s*(?:p[áa]g(?:ina|\.)?\s*)?\d{1,4}(?:\s*(?:\/|de)\s*\d{1,4})?\s*[-–—]?$/iu;

/** Joins the lines of each paragraph; a page's number is none. */
export function paragraphsOfPage(printed: readonly PrintedLine[]): string[] {
  const lines = printed.filter(
    ({ text }, index) => !(isEdge(index, printed.length) && PAGE_NUMBER.test(text)),
  );
  const longest = Math.max(0, ...lines.map(({ text }) => text.length));
  const paragraphs: string[] = [];
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    const open = paragraphs.at(-1);
    if (before !== undefined && open !== undefined && isSameParagraph(before, line, longest)) {
      paragraphs[paragraphs.length - 1] = join(open, line.text);
    } else {
      paragraphs.push(line.text);
    }
  }
  return paragraphs;
}

/** A paragraph goes on over the end of a page where no sentence ends and the next begins small. */
export function joinPages(pages: readonly (readonly string[])[]): string[] {
  const paragraphs: string[] = [];
  for (const [first, ...others] of pages) {
    if (first === undefined) continue;
    const open = paragraphs.at(-1);
    if (open !== undefined && !endsSentence(open) && /^\p{Ll}/u.test(first)) {
      paragraphs[paragraphs.length - 1] = join(open, first);
    } else {
      paragraphs.push(first);
    }
    paragraphs.push(...others);
  }
  return paragraphs;
}

const isEdge = (index: number, count: number): boolean => index === 0 || index === count - 1;

function isSameParagraph(before: PrintedLine, line: PrintedLine, longest: number): boolean {
  const height = Math.max(before.height, line.height);
  const fall = before.y - line.y;
  // A line that stands higher begins another column.
  if (fall > MAX_LEADING * height || fall < 0) return fall < 0 && !endsSentence(before.text);
  if (height > MAX_GROWTH * Math.min(before.height, line.height)) return false;
  if (/^[-•–»*▪]\s/u.test(line.text)) return false;
  return !endsSentence(before.text)
    ? before.text.length >= longest / 2
    : before.text.length >= FULL_LINE * longest;
}

const endsSentence = (text: string): boolean => /[.:;!?…]["»”')\]]*$/u.test(text);

/** A hyphen at the end of a line, between small letters, is one of the line and not of the word. */
const join = (open: string, next: string): string =>
  /\p{Ll}-$/u.test(open) && /^\p{Ll}/u.test(next) ? open.slice(0, -1) + next : `${open} ${next}`;
