import { Breath } from '../tasks/breath.js';
import type { TokenVectors } from '../tasks/embed-all.js';
import { toNineDigits } from '../tasks/nine-digits.js';

/**
 * The JSON of the token vectors of several texts, a vector at a time: a million numbers written in
 * one go would hold all other requests up, and twenty megabytes need not lie in memory for a slow
 * client.
 */
export async function* writeTokenVectors(texts: readonly TokenVectors[]): AsyncGenerator<string> {
  const breath = new Breath();
  yield '[';
  for (const [text, vectors] of texts.entries()) {
    yield text === 0 ? '[' : ',[';
    for (const [token, vector] of vectors.entries()) {
      await breath.take();
      yield (token === 0 ? '' : ',') + JSON.stringify(Array.from(vector, toNineDigits));
    }
    yield ']';
  }
  yield ']';
}
