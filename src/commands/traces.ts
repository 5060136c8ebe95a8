import type { Logger } from 'pino';
import { messageOf } from '../errors.js';
import type { Tracing } from '../tracing/tracing.js';

/**
 * Traces, where the variables of OpenTelemetry name a collector. Its library is loaded only then;
 * where it is missing, or the address is none, the log tells it and the service does without.
 */
export async function startTraces(
  collector: string | null,
  logger: Logger,
): Promise<Tracing | null> {
  if (collector === null) return null;
  try {
    // The library would take its default in the place of something that is no address.
    if (!URL.canParse(collector) || !/^https?:/.test(collector)) {
      throw new Error('the address of the collector does not begin with http:// or https://');
    }
    const { startTracing } = await import('../tracing/tracing.js');
    return startTracing(logger);
  } catch (error) {
    const detail = isMissing(error) ? MISSING : messageOf(error);
    logger.warn({ detail }, 'nothing is traced');
    return null;
  }
}

const MISSING =
  'the libraries of OpenTelemetry are not installed; npm ci in the folder of the program, or ' +
  'installing the package again, brings them';

/** Whether a package is not there; Node's own message would tell a path. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
