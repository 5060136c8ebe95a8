import type { BatchLimits } from '../engine/protocol.js';
import { fail } from '../errors.js';
import type { Window } from '../text/window.js';
import { Breath } from './breath.js';
import { checkText, placeOf, type InputPlace, type Inputs } from './inputs.js';
import { attempt, type Item } from './items.js';

/** Makes each text of a request ready, or gives the error that is its own. */
export async function prepareEach<Text, Made>(
  inputs: Inputs<Text>,
  prepare: (text: Text, place: InputPlace) => Made | Promise<Made>,
): Promise<Item<Made>[]> {
  const breath = new Breath();
  const items: Item<Made>[] = [];
  for (const [index, text] of inputs.texts.entries()) {
    await breath.take();
    const place = placeOf(inputs, index);
    items.push(
      await attempt(inputs.scope, () => {
        if (typeof text === 'string') checkText(text, place);
        return prepare(text, place);
      }),
    );
  }
  return items;
}

/**
 * Cuts each text of a request to what the model takes. INPUT_TOO_LONG where a text is longer and
 * may not be cut.
 *
 * @param encode gives the window of one text
 */
export const prepareTexts = <Text, Cut extends Pick<Window, 'truncated'>>(
  inputs: Inputs<Text>,
  { limits }: { readonly limits: Pick<BatchLimits, 'rowTokens'> },
  truncate: boolean,
  encode: (text: Text, maxTokens: number, place: InputPlace) => Cut,
): Promise<Item<Cut>[]> =>
  prepareEach(inputs, (text, place) => {
    const limit = limits.rowTokens;
    const window = encode(text, limit, place);
    if (window.truncated && !truncate) throw fail('INPUT_TOO_LONG', { ...place, limit });
    return window;
  });
