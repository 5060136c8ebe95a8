import { defaultTimeouts } from '../engine/timeouts.js';
import { choice, integer } from './kinds.js';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** How long things may take, and what is told of them. */
export const runningOptions = {
  engineTimeoutMs: integer(
    defaultTimeouts.batchMs,
    [1000, 3_600_000],
    'how long the engine may take for one batch, in any case five times its warm-up; then it counts as hung and is replaced, and a restart that takes longer is not waited for',
  ),
  startTimeoutMs: integer(
    defaultTimeouts.startMs,
    [1000, 86_400_000],
    'how long an engine may take to load the model and warm up',
  ),
  drainDelayMs: integer(
    1000,
    [0, 3_600_000],
    'how long requests are still taken after a first SIGTERM or SIGINT, while `/health` says 503 and answers close their connections: what a load balancer needs to notice',
  ),
  shutdownTimeoutMs: integer(
    10_000,
    [0, 3_600_000],
    'how long requests in flight may take to finish after that',
  ),
  logLevel: choice(logLevels, 'info', 'least level of log lines; texts are never logged'),
} as const;
