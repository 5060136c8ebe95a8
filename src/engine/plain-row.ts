import type { Manifest } from '../package/manifest.js';
import type { Row } from './protocol.js';

/** A row that every model can compute: it asks for a vector, or for labels where there is none. */
export const plainRow = (tokens: number, { embeds }: Pick<Manifest['model'], 'embeds'>): Row => ({
  tokens: new Int32Array(tokens),
  masks: [],
  pooling: embeds ? 'mean' : null,
  labels: !embeds,
  states: false,
});
