import type { CleanDocument } from './clean.js';
import { SeenTexts } from './filters/duplicates.js';

/** What is written once only. */
export const uniqueUnits = ['document', 'sentence', 'none'] as const;

export type UniqueUnit = (typeof uniqueUnits)[number];

type Paragraphs = CleanDocument['paragraphs'];

/** Leaves out of each document what has been written before; of a whole one, everything. */
export function dropSeen(unit: UniqueUnit): (paragraphs: Paragraphs) => Paragraphs {
  const seen = new SeenTexts();
  if (unit === 'none') return (paragraphs) => paragraphs;
  if (unit === 'document') {
    return (paragraphs) => (seen.add(paragraphs.flat().join(' ')) ? paragraphs : []);
  }
  return (paragraphs) =>
    paragraphs
      .map((sentences) => sentences.filter((sentence) => seen.add(sentence)))
      .filter((sentences) => sentences.length > 0);
}
