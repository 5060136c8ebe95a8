/** What is written for a document: lines of JSON. */

export const units = ['document', 'sentence'] as const;

export type Unit = (typeof units)[number];

/** A cleaned document with its name. */
export interface NamedDocument {
  readonly id: string;
  /** The path of its file. */
  readonly source: string;
  readonly paragraphs: readonly (readonly string[])[];
}

/** A place in a text, in code points. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One line for the whole, or one for each sentence; each with its line break. */
export const writeDocument = (document: NamedDocument, unit: Unit): string =>
  unit === 'document' ? asDocument(document) : asSentences(document);

/** Sentences of a paragraph stand apart by a space, paragraphs by a line feed. */
function asDocument({ id, source, paragraphs }: NamedDocument): string {
  const text = paragraphs.map((sentences) => sentences.join(' ')).join('\n');
  const sentences: Span[] = [];
  let start = 0;
  for (const sentence of paragraphs.flat()) {
    const end = start + codePoints(sentence);
    sentences.push({ start, end });
    // Either separator is one character.
    start = end + 1;
  }
  return `${JSON.stringify({ id, source, text, sentences })}\n`;
}

const asSentences = ({ id, source, paragraphs }: NamedDocument): string =>
  paragraphs
    .flat()
    .map(
      (text, index) =>
        `${JSON.stringify({ id: `${id}#${index + 1}`, source, document: id, text })}\n`,
    )
    .join('');

/** Clean text has no half of a pair. */
const codePoints = (text: string): number =>
  text.length - (text.match(/[\ud800-\udbff]/g)?.length ?? 0);
