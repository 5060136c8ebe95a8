/** A part of JSON Schema, as far as bodies of requests in the OpenAPI document have it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** What stands in a sample where a schema asks for a text, or for a number. */
export interface Fillings {
  readonly text: () => string;
  readonly number: () => number;
}

/**
 * A value that fits a schema: as variant 0 with what has to be there, else with every property. Of
 * alternatives the one with the number `variant` is taken, so that several samples show them all.
 */
export function sampleOf(
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  fillings: Fillings,
  variant: number,
): unknown {
  const sample = (part: Schema): unknown => sampleOf(part, schemas, fillings, variant);
  if (schema.$ref !== undefined) {
    return sample(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[variant % schema.enum.length];
  if (schema.anyOf !== undefined) return sample(schema.anyOf[variant % schema.anyOf.length] ?? {});
  const { type = 'string' } = schema;
  switch (type) {
    case 'array':
      return [sample(schema.items ?? {}), sample(schema.items ?? {})];
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name]) => variant > 0 || schema.required?.includes(name))
          .map(([name, part]) => [name, sample(part)]),
      );
    case 'integer':
    case 'number':
      return fillings.number();
    case 'boolean':
      return variant % 2 === 0;
    case 'null':
      return null;
    default:
      return fillings.text();
  }
}
