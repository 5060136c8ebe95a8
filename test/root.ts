import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A path inside the project; compiled tests lie in dist/test. */
export const fromRoot = (path: string): string =>
  fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** A JSON file of the project; the caller says what it knows to be in it. */
export const readJson = (path: string): unknown => JSON.parse(readFileSync(fromRoot(path), 'utf8'));
