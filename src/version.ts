import { readFileSync } from 'node:fs';

// A package's own package.json always has a version.
const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string };

/** The version of this package. */
export { version };
