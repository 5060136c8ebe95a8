import { splitSentences } from '../text/sentences.js';
import { cleanCharacters } from './filters/characters.js';
import type { IsForeign } from './filters/language.js';
import { findFault, type SentenceFault, type SentenceLimits } from './filters/sentence.js';
import type { FoundDocument } from './found.js';

export type SentenceReason = SentenceFault | 'notSpanish';

/** Sentences that were dropped for each reason. */
export type Dropped = Readonly<Partial<Record<SentenceReason, number>>>;

/** What is left of a document. */
export interface CleanDocument {
  readonly id: string | null;
  readonly number: number | null;
  /** Sentences of each paragraph; none is empty. */
  readonly paragraphs: readonly (readonly string[])[];
  /** Whether all of it was dropped for its language: then its sentences were not looked at. */
  readonly foreign: boolean;
  readonly dropped: Dropped;
}

/**
 * Cleans characters, splits sentences, and drops those that are none, or not Spanish. A document of
 * which more than half is in other languages is dropped as a whole: what is left of it would be
 * phrases too short to tell.
 */
export function cleanDocument(
  { id, number, paragraphs }: FoundDocument,
  limits: SentenceLimits,
  isForeign: IsForeign,
): CleanDocument {
  const cleaned = paragraphs.map(cleanCharacters).filter((paragraph) => paragraph !== '');
  const foreign = new Set(cleaned.filter(isForeign));
  if (2 * lengthOf(foreign) > lengthOf(cleaned)) {
    return { id, number, paragraphs: [], foreign: true, dropped: {} };
  }
  const dropped: Partial<Record<SentenceReason, number>> = {};
  const keep = (sentence: string, isForeignParagraph: boolean): boolean => {
    const isOther = () => isForeignParagraph || isForeign(sentence);
    const reason = findFault(sentence, limits) ?? (isOther() ? 'notSpanish' : null);
    if (reason !== null) dropped[reason] = (dropped[reason] ?? 0) + 1;
    return reason === null;
  };
  const clean = (paragraph: string): string[] =>
    [...splitSentences(paragraph)]
      .map(({ text }) => text)
      .filter((sentence) => keep(sentence, foreign.has(paragraph)));
  const kept = cleaned.map(clean).filter((sentences) => sentences.length > 0);
  return { id, number, paragraphs: kept, foreign: false, dropped };
}

const lengthOf = (paragraphs: Iterable<string>): number =>
  [...paragraphs].reduce((sum, { length }) => sum + length, 0);
