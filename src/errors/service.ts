import { define } from './definition.js';

/** What the service could not do. */
export const serviceErrors = {
  OVERLOADED: define<{ queued: number; limit: number }>(
    429,
    'overloaded',
    (f) =>
      `The queue holds ${f.queued} tokens of ${f.limit}. Try again after the seconds in Retry-After.`,
  ),
  DEADLINE_UNREACHABLE: define<{ expectedMs: number; allowedMs: number }>(
    503,
    'overloaded',
    (f) =>
      `The answer would take about ${Math.ceil(f.expectedMs)} ms, and x-request-timeout-ms allows ${f.allowedMs}. Allow more, or try again after the seconds in Retry-After.`,
  ),
  DEADLINE_PASSED: define<{ allowedMs: number }>(
    504,
    'overloaded',
    (f) => `The answer was not ready within the ${f.allowedMs} ms of x-request-timeout-ms.`,
  ),
  PROFILE_RUNNING: define(
    429,
    'overloaded',
    () => 'A profile is being taken already. Try again after the seconds in Retry-After.',
  ),
  CLIENT_GONE: define(499, 'validation', () => 'The client hung up before the answer was ready.'),
  ENGINE_FAILED: define<{ detail: string }>(
    500,
    'backend',
    (f) => `The model could not compute this batch: ${f.detail}.`,
  ),
  ROW_REFUSED: define(
    500,
    'backend',
    () =>
      'The engine stopped or hung twice while computing this text, so it is refused. Please report the text if you may.',
  ),
  ENGINE_UNAVAILABLE: define<{ detail: string }>(
    503,
    'unhealthy',
    (f) => `The engine is not running: ${f.detail}. Try again after the seconds in Retry-After.`,
  ),
  MODEL_FAILED: define<{ model: string; models: string }>(
    500,
    'backend',
    (f) =>
      `The model ${f.model}, which comes first for this, could not be loaded; the log of the start has the reason. Of ${f.models}, name another one in \`model\`.`,
  ),
  SHUTTING_DOWN: define(
    503,
    'unhealthy',
    () => 'The service is shutting down. Send requests to another one.',
  ),
  INTERNAL: define(
    500,
    'backend',
    () => 'Something failed inside the service; its log has the reason under this request_id.',
  ),
};
