import { fail } from '../errors.js';
import { splitSentences, type Sentence } from '../text/sentences.js';
import { Breath } from './breath.js';
import { checkText, placeOf, readInputs } from './inputs.js';
import type { TaskLimits } from './model.js';

export type { Sentence };

/** The sentences of each text, in its order. CHARACTERS_TOO_MANY. */
export async function findSentences(
  given: string | readonly string[],
  limits: Pick<TaskLimits, 'maxInputs' | 'maxCharacters'>,
): Promise<Sentence[][]> {
  const inputs = readInputs(given, limits.maxInputs);
  const { texts } = inputs;
  for (const [index, text] of texts.entries()) checkText(text, placeOf(inputs, index));
  checkCharacters(texts, limits.maxCharacters);
  const breath = new Breath();
  const found: Sentence[][] = [];
  for (const text of texts) {
    const sentences: Sentence[] = [];
    for (const sentence of splitSentences(text)) {
      sentences.push(sentence);
      await breath.take();
    }
    found.push(sentences);
  }
  return found;
}

/** CHARACTERS_TOO_MANY where texts that are read to their ends have too many of them together. */
export function checkCharacters(texts: readonly string[], limit: number): void {
  const count = texts.reduce((sum, { length }) => sum + length, 0);
  if (count > limit) throw fail('CHARACTERS_TOO_MANY', { count, limit });
}
