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

/** The entities of a text as an `.ann` file, numbered from T1 in their order. */
export function writeBrat(text: string, mentions: readonly Mention[]): string {
  const characters = Array.from(text);
  return mentions
    .map(({ label, spans }, index) => {
      const offsets = spans.map(({ start, end }) => `${start} ${end}`).join(';');
      // The format has a line for each entity: breaks within one become spaces.
      const covered = spans
        .map(({ start, end }) => characters.slice(start, end).join(''))
        .join(' ')
        .replaceAll(/[\r\n\t]/g, ' ');
      return `T${index + 1}\t${label} ${offsets}\t${covered}\n`;
    })
    .join('');
}
