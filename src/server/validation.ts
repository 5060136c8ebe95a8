import type { FastifySchemaValidationError } from 'fastify/types/schema.js';
import { messageOf } from '../errors.js';

/**
 * One sentence for what a body has wrong: `body/inputs/2 must be string`. Where it could be one of
 * several types, the error that lies deepest is the one about what was sent. Quotes neither values nor
 * keys of the body: a text can stand where a key should.
 */
export function describeValidation(
  errors: readonly FastifySchemaValidationError[],
  place: string,
): Error {
  const depth = ({ instancePath }: FastifySchemaValidationError) => instancePath.split('/').length;
  const deepest = Math.max(...errors.map(depth));
  const found = errors.filter((error) => depth(error) === deepest);
  const [first] = found;
  if (first === undefined) return new Error(`${place} is invalid`);
  return new Error(`${place}${first.instancePath} ${describe(first, found)}`);
}

function describe(
  { keyword, params, message, ...rest }: FastifySchemaValidationError,
  found: readonly FastifySchemaValidationError[],
): string {
  if (keyword === 'additionalProperties') {
    return `must not have other keys than ${keysOf(rest).join(', ')}`;
  }
  if (keyword === 'enum') return `must be one of ${JSON.stringify(params['allowedValues'])}`;
  if (keyword === 'type') {
    const types = found
      .filter((error) => error.keyword === 'type')
      .map((error) => error.params['type']);
    return `must be ${[...new Set(types)].join(' or ')}`;
  }
  return message ?? 'is invalid';
}

/** Where JSON.parse stopped. Its message quotes the text, which may be a patient's. */
export function describeJsonError(error: unknown): string {
  const message = messageOf(error);
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return `at character ${position}`;
  return message.includes('end of JSON') ? 'it ends too early' : 'it cannot be parsed';
}

/** The keys that a schema knows; Ajv gives the schema along with the error (`verbose`). */
function keysOf(error: object): string[] {
  if (!('parentSchema' in error)) return [];
  const { parentSchema: schema } = error;
  const isObject = typeof schema === 'object' && schema !== null && 'properties' in schema;
  return isObject ? Object.keys(schema.properties ?? {}) : [];
}
