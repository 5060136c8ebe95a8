/** Entities as programs for annotated text read them. */
import { writeBrat } from '../corpus/brat.js';
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

/** The lines of a .ann file of brat. */
export const toBrat = (text: string, entities: Entities): string =>
  writeBrat(
    text,
    toAnnotations(entities).map(({ label, start, end }) => ({ label, spans: [{ start, end }] })),
  );

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
