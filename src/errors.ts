import { errorTable, type ErrorType } from './errors/table.js';

export { errorTable };

export type ErrorCode = keyof typeof errorTable;

export type ErrorFields<Code extends ErrorCode> = Parameters<
  (typeof errorTable)[Code]['message']
>[0];

/** An error of the table: what the server answers with, and what the command line prints. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly type: ErrorType;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = errorTable[code].status;
    this.type = errorTable[code].type;
  }
}

/**
 * Makes the error of a code. Codes without fields take none:
 * `fail('MASK_MISSING', { input: 2, mask: '<mask>' })`, `fail('SHUTTING_DOWN')`.
 */
export function fail<Code extends ErrorCode>(
  code: Code,
  ...[fields, options]: ErrorFields<Code> extends Record<string, never>
    ? [fields?: undefined, options?: ErrorOptions]
    : [fields: ErrorFields<Code>, options?: ErrorOptions]
): ServiceError {
  // The tuple above ties code and fields together; TypeScript cannot follow it through the union.
  const message = errorTable[code].message as (fields: unknown) => string;
  return new ServiceError(code, message(fields ?? {}), options);
}

/** The message of whatever was thrown. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
