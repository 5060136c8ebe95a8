import { errorTable, type ErrorType } from './errors/table.js';

export { errorTable };

export type ErrorCode = keyof typeof errorTable;

export type ErrorFields<Code extends ErrorCode> = Parameters<
  (typeof errorTable)[Code]['message']
>[0];

export interface FailOptions extends ErrorOptions {
  readonly retryAfterMs?: number;
}

/** An error of the table: what the server answers with, and what the command line prints. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly type: ErrorType;

  /** Milliseconds after which another try makes sense, where that is known. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options?: FailOptions) {
    super(message, options);
    this.retryAfterMs = options?.retryAfterMs;
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
    ? [fields?: undefined, options?: FailOptions]
    : [fields: ErrorFields<Code>, options?: FailOptions]
): ServiceError {
  // The tuple above ties code and fields together; TypeScript cannot follow it through the union.
  const message = errorTable[code].message as (fields: unknown) => string;
  return new ServiceError(code, message(fields ?? {}), options);
}

/** The message of whatever was thrown. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
