/** Writes the OpenAPI document as openapi-generator can make a Java client of it. */
import { readDocument } from '../document.js';

const document = readDocument();
const { schemas } = document.components;

/** The generated classes cannot send lists in a union: `inputs` is any object, a text or a list. */
for (const [name, schema] of Object.entries(schemas)) {
  if (name.endsWith('Request')) visit(schema, (value) => delete value.anyOf);
}

/** A number without a format would be a BigDecimal. */
visit(schemas, (value) => {
  if (value.type === 'number') value.format = 'double';
});

function visit(value, change) {
  if (typeof value !== 'object' || value === null) return;
  change(value);
  for (const child of Object.values(value)) visit(child, change);
}

console.log(JSON.stringify(document, null, 2));
