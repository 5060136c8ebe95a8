import { fail } from '../errors.js';
import type { Window } from '../text/window.js';
import { Breath } from './breath.js';
import { placeOf, type Inputs } from './inputs.js';
import type { ServedModel } from './model.js';

/**
 * Cuts each text of a request to what the model takes. INPUT_TOO_LONG where a text is longer and
 * may not be cut.
 *
 * @param encode gives the window of one text
 */
export async function prepareTexts<Text, Cut extends Pick<Window, 'truncated'>>(
  inputs: Inputs<Text>,
  { limits }: Pick<ServedModel, 'limits'>,
  truncate: boolean,
  encode: (text: Text, maxTokens: number) => Cut,
): Promise<Cut[]> {
  const limit = limits.rowTokens;
  const breath = new Breath();
  const windows: Cut[] = [];
  for (const [index, text] of inputs.texts.entries()) {
    await breath.take();
    const window = encode(text, limit);
    if (window.truncated && !truncate) {
      throw fail('INPUT_TOO_LONG', { ...placeOf(inputs, index), limit });
    }
    windows.push(window);
  }
  return windows;
}
