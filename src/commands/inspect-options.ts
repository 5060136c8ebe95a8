import { aSwitch } from './options.js';

/** What `mascarilla inspect` has beside the shared options. */
export const inspectOwnOptions = {
  json: aSwitch('write everything as JSON, the texts of the card whole'),
} as const;
