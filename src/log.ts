import { destination, pino, type Logger } from 'pino';

/**
 * The log: JSON lines on standard error. No text of a request can get into it: requests are logged
 * by their route, and errors without their message unless it is known to quote nothing.
 */
export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError, req: () => undefined, res: () => undefined },
    },
    destination(2),
  );
}

interface LoggedError {
  readonly type: string;
  readonly code?: unknown;
  readonly stack: readonly string[];
  readonly cause?: LoggedError;
}

/**
 * An error without its message: parsers and tokenizers quote in theirs what they were given. Type,
 * code and stack frames are enough to find the line.
 */
export function describeError(error: unknown): LoggedError | undefined {
  if (!(error instanceof Error)) return undefined;
  const code: unknown = 'code' in error ? error.code : undefined;
  const cause = describeError(error.cause);
  return {
    type: error.name,
    ...(code !== undefined && { code }),
    stack: (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)),
    ...(cause !== undefined && { cause }),
  };
}
