/**
 * Annotations beside a text, in the standoff format of brat (brat.nlplab.org/standoff.html). Only
 * entities are read: `T1<tab>LABEL 10 14;20 25<tab>their text`, in code points of the text.
 */
import type { InvalidLine, Mention, Span } from './mention.js';

const ENTITY = /^T\d+\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t.*)?$/;

/**
 * The entities of an `.ann` file. Relations, events, attributes and notes are left out.
 *
 * @param length code points of the text, which no entity may exceed
 */
export function readBrat(content: string, length: number, invalid: InvalidLine): Mention[] {
  return content.split('\n').flatMap((line, index) => {
    if (!line.startsWith('T')) return [];
    const [, label, fragments] = ENTITY.exec(line.replace(/\r$/, '')) ?? [];
    if (label === undefined || fragments === undefined) {
      throw invalid(index + 1, 'it is no entity such as T1, LABEL 10 14 and its text between tabs');
    }
    const spans = fragments.split(';').map(readSpan);
    const ascending = spans.every(({ start, end }, at) => {
      return start < end && start >= (spans[at - 1]?.end ?? 0);
    });
    if (!ascending) throw invalid(index + 1, 'its offsets do not ascend');
    if ((spans.at(-1)?.end ?? 0) > length) {
      throw invalid(index + 1, `its offsets exceed the ${length} characters of the text`);
    }
    return [{ label, spans }];
  });
}

function readSpan(fragment: string): Span {
  const [start = 0, end = 0] = fragment.split(' ').map(Number);
  return { start, end };
}

/**
 * The entities of a text as an `.ann` file, numbered from T1 in their order. One over a line break is
 * of several parts, as in brat itself: `0 5;6 10`, and their texts have spaces between them.
 */
export function writeBrat(text: string, mentions: readonly Mention[]): string {
  const characters = Array.from(text);
  return mentions
    .map(({ label, spans }, index) => {
      const parts = spans.flatMap((span) => splitLines(characters, span));
      const places = parts.map(({ start, end }) => `${start} ${end}`).join(';');
      const texts = parts.map(({ start, end }) => characters.slice(start, end).join(''));
      return `T${index + 1}\t${toBratType(label)} ${places}\t${texts.join(' ')}\n`;
    })
    .join('');
}

/** A type of brat is one word. */
const toBratType = (label: string): string => label.replace(/[^\p{L}\p{N}_-]/gu, '_');

/** The parts of a span that lie on lines of their own, without the white space at their ends. */
function splitLines(characters: readonly string[], { start, end }: Span): readonly Span[] {
  const parts: Span[] = [];
  for (let from = start; from < end;) {
    let to = from;
    while (to < end && !/[\n\r]/.test(characters[to] ?? '')) to += 1;
    const part = characters.slice(from, to);
    const first = part.findIndex((character) => !/\s/u.test(character));
    const last = part.findLastIndex((character) => !/\s/u.test(character));
    if (first >= 0) parts.push({ start: from + first, end: from + last + 1 });
    from = to + 1;
  }
  return parts.length === 0 ? [{ start, end }] : parts;
}
