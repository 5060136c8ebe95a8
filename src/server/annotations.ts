/** Entities as programs for annotated text read them. */
import type { ServiceError } from '../errors.js';
import type { Entities } from '../tasks/find-entities.js';
import { isFailed, type Item } from '../tasks/items.js';

export const annotationFormats = ['json', 'brat', 'bioc'] as const;
export type AnnotationFormat = (typeof annotationFormats)[number];

interface Annotation {
  readonly label: string;
  readonly score: number;
  /** Code points of the text, from `start` up to `end`. */
  readonly start: number;
  readonly end: number;
}

const toAnnotations = (entities: Entities): Annotation[] =>
  entities.map((one) => ({ ...one, label: 'entity' in one ? one.entity : one.entity_group }));

/**
 * The lines of a .ann file of brat: `T1<tab>PROTEINAS 78 81<tab>PCR` (brat, "standoff format"). An
 * annotation over a line break is one of several parts, as in brat itself: `0 5;6 10`, and their
 * texts have spaces between them.
 */
export function toBrat(text: string, entities: Entities): string {
  const characters = Array.from(text);
  return toAnnotations(entities)
    .map(({ label, start, end }, index) => {
      const parts = splitLines(characters, start, end);
      const places = parts.map((part) => `${part.start} ${part.end}`).join(';');
      const texts = parts.map((part) => characters.slice(part.start, part.end).join(''));
      return `T${index + 1}\t${toBratType(label)} ${places}\t${texts.join(' ')}\n`;
    })
    .join('');
}

/** A type of brat is one word. */
const toBratType = (label: string): string => label.replace(/[^\p{L}\p{N}_-]/gu, '_');

/** The parts of a span that lie on lines of their own, without the white space at their ends. */
function splitLines(characters: readonly string[], start: number, end: number) {
  const parts: { start: number; end: number }[] = [];
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

/**
 * A collection in BioC's JSON: a document for each text, of one passage, whose offsets count code
 * points (Comeau et al. 2013, doi:10.1093/database/bat064; names as in the JSON of PubTator).
 *
 * @param model for the key `source`
 */
export const toBioc = (
  model: string,
  texts: readonly string[],
  results: readonly Item<Entities>[],
) => ({
  source: model,
  date: '',
  key: '',
  infons: {},
  documents: texts.map((text, index) => ({
    id: String(index),
    ...describeDocument(text, results[index] ?? []),
    relations: [],
  })),
});

function describeDocument(text: string, result: Item<Entities>) {
  if (isFailed(result)) return { infons: describeFailure(result), passages: [] };
  return { infons: {}, passages: [describePassage(text, result)] };
}

const describeFailure = ({ code, message }: ServiceError) => ({ error: message, code });

function describePassage(text: string, entities: Entities) {
  const characters = Array.from(text);
  return {
    offset: 0,
    infons: {},
    text,
    sentences: [],
    annotations: toAnnotations(entities).map(({ label, score, start, end }, index) => ({
      id: `T${index + 1}`,
      infons: { type: label, score: String(score) },
      text: characters.slice(start, end).join(''),
      locations: [{ offset: start, length: end - start }],
    })),
    relations: [],
  };
}
