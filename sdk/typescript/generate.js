/** Writes the types of the API to src/schema.ts; with --check, fails where they are others. */
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import { readDocument } from '../document.js';

const target = new URL('src/schema.ts', import.meta.url);
// A request may leave out what has a default.
const OPTIONS = { defaultNonNullable: false };
const heading = '// Generated from openapi/openapi.json by `npm run openapi`: not to be edited.\n';
const types = heading + astToString(await openapiTS(readDocument(), OPTIONS));

if (!process.argv.includes('--check')) {
  writeFileSync(target, types);
} else if (readFileSync(target, 'utf8') !== types) {
  console.error('sdk/typescript/src/schema.ts is stale: refresh it with npm run openapi');
  process.exitCode = 1;
}
