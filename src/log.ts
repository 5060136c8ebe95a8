import { destination, pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';

/**
 * The log: JSON lines on standard error. No text of a request can get into it: requests are logged
 * by their route, and errors without their message unless it is known to quote nothing.
 */
export function createLogger(level: string, stream: DestinationStream = destination(2)): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: {
        err: (error: unknown) => describeError(error),
        req: () => undefined,
        res: () => undefined,
      },
      hooks: { logMethod: withOwnMessage },
    },
    stream,
  );
}

/** Pino gives a line without a message the message of its error: such a line gets one of ours. */
const withOwnMessage: LogMethod = function (args, method) {
  const [about, message] = args;
  const hasError = about instanceof Error || (isObject(about) && 'err' in about);
  if (hasError && message === undefined) method.call(this, about, 'an error');
  else method.apply(this, args);
};

type LogMethod = NonNullable<NonNullable<LoggerOptions['hooks']>['logMethod']>;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

interface LoggedError {
  readonly type: string;
  readonly code?: unknown;
  readonly stack: readonly string[];
  readonly cause?: LoggedError;
}

/** Causes of causes that are described; an error can be its own cause. */
const MOST_CAUSES = 8;

/** `    at fill (file:///app/tasks/fill-mask.js:12:3)` */
const FRAME = /^ {4}at .*(?::\d+:\d+|<anonymous>|native|index \d+)\)?$/;

/**
 * An error without its message: parsers and tokenizers quote in theirs what they were given. Type,
 * code and stack frames are enough to find the line.
 */
export function describeError(error: unknown, causes = MOST_CAUSES): LoggedError | undefined {
  if (!(error instanceof Error)) return undefined;
  const code: unknown = 'code' in error ? error.code : undefined;
  const cause = causes > 0 ? describeError(error.cause, causes - 1) : undefined;
  // The stack begins with the message, of which a line can look like a frame.
  const frames = (error.stack ?? '').replace(error.message, '').split('\n');
  return {
    type: error.name,
    ...(code !== undefined && { code }),
    stack: frames.filter((line) => FRAME.test(line)),
    ...(cause !== undefined && { cause }),
  };
}
