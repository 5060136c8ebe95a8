import { groupings, type Grouping } from '../tasks/entities.js';
import type { CommandOption } from './options.js';

export function oneOf<const Values extends readonly string[]>(values: Values) {
  return (value: string): Values[number] => {
    const found = values.find((one) => one === value);
    if (found !== undefined) return found;
    throw new Error(`${value} is none of ${values.join(', ')}`);
  };
}

/** How tokens become entities. */
export const grouping = (of: string): CommandOption<Grouping> => ({
  placeholder: groupings.join('|'),
  byDefault: 'word',
  description: `${of}how tokens become entities, as over HTTP`,
  parse: oneOf(groupings),
});
