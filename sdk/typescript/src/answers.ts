import type { components } from './schema.js';

/** Bodies and answers by their names in the OpenAPI document, such as `Schemas['FillMaskRequest']`. */
export type Schemas = components['schemas'];

type FillMaskAnswer = Schemas['FillMaskAnswer'];
type Candidate = Schemas['FillMaskCandidate'];

/** Whether an item of a list is the error of its text: only where `on_error` is `item`. */
export const isItemError = (item: unknown): item is Schemas['ItemError'] =>
  typeof item === 'object' && item !== null && 'error_type' in item;

/**
 * The candidates of each mask of one text, in a list for each mask, also where there is one mask.
 * @param answer what /fill-mask gives for one text, without `joint`
 */
export function candidatesOf(answer: FillMaskAnswer | Schemas['FillMaskReply']): Candidate[][] {
  const isCandidate = (item: object): item is Candidate => 'token_str' in item;
  const one = answer.filter(isCandidate);
  if (one.length === answer.length) return [one];
  return answer.map((item) => {
    if (Array.isArray(item)) {
      const candidates = item.filter(isCandidate);
      if (candidates.length === item.length) return candidates;
    }
    throw new TypeError('It is not the answer for one text without `joint`.');
  });
}
