/**
 * Writes the OpenAPI document that SDKs are generated from: of every operation what it says in
 * JSON, and the schemas which that needs. Generators know one type of a body at most; lines and
 * bytes are for a program's own HTTP library.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const JSON_TYPE = 'application/json';
const source = new URL('../openapi/openapi.json', import.meta.url);

/** The document, with JSON alone. */
export function readDocument() {
  const document = JSON.parse(readFileSync(source, 'utf8'));
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  for (const { requestBody, responses } of operations) {
    for (const body of [requestBody, ...Object.values(responses)]) {
      if (body?.content !== undefined) body.content = { [JSON_TYPE]: body.content[JSON_TYPE] };
    }
  }
  const { schemas } = document.components;
  const needed = new Set();
  const visit = (value) => {
    for (const [, name] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (needed.has(name)) continue;
      needed.add(name);
      visit(schemas[name]);
    }
  };
  visit(document.paths);
  document.components.schemas = Object.fromEntries(
    Object.entries(schemas).filter(([name]) => needed.has(name)),
  );
  return document;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(JSON.stringify(readDocument(), null, 2));
}
