import { choice } from '../options/kinds.js';
import { groupings } from '../tasks/entities.js';

/** How tokens become entities. */
export const grouping = (of: string) =>
  choice(groupings, 'word', `${of}how tokens become entities, as over HTTP`);
