import type { FastifyReply } from 'fastify';
import type { TaskReply } from '../tasks/model.js';

/** A signal that aborts when the client hangs up before its answer is written. */
export function clientSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  // `request.signal` would abort once the body is read; the response's socket tells the truth.
  reply.raw.once('close', () => {
    if (!reply.raw.writableEnded) controller.abort();
  });
  return controller.signal;
}

/** Writes a task's answer, its cost in headers; `output` is what the body is. */
export function sendAnswer(
  reply: FastifyReply,
  { truncated, cost }: TaskReply<unknown>,
  output: unknown,
): FastifyReply {
  if (truncated.length > 0) reply.header('x-truncated-inputs', truncated.join(','));
  return reply
    .headers({
      'x-compute-tokens': String(cost.tokens),
      'x-total-time': milliseconds(reply.elapsedTime),
      'x-tokenization-time': milliseconds(cost.tokenizationMs),
      'x-queue-time': milliseconds(cost.queueMs),
      'x-inference-time': milliseconds(cost.inferenceMs),
    })
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(output);
}

const milliseconds = (value: number): string => value.toFixed(1);
