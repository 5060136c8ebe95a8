import { setMaxListeners } from 'node:events';
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fail } from '../errors.js';
import { isFailed, requireResults, type Item } from '../tasks/items.js';
import type { Client, TaskReply } from '../tasks/model.js';
import { describeItem } from './error-format.js';

/** Milliseconds that a client may ask for: some days. */
const LONGEST_TIMEOUT_MS = 1e9;

/**
 * Who asks: a signal that aborts when the client hangs up before its answer is written, the time
 * that it allows, and who traces the request. REQUEST_INVALID where that is no number of milliseconds.
 */
export const clientOf = (request: FastifyRequest, reply: FastifyReply): Client => ({
  signal: clientSignal(reply),
  withinMs: readTimeout(request.headers['x-request-timeout-ms']),
  onRound: request.onRound ?? undefined,
});

function readTimeout(header: string | string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = typeof header === 'string' && /^\d{1,10}$/.test(header) ? Number(header) : NaN;
  if (ms >= 1 && ms <= LONGEST_TIMEOUT_MS) return ms;
  const detail = `headers/x-request-timeout-ms must be a whole number from 1 to ${LONGEST_TIMEOUT_MS}`;
  throw fail('REQUEST_INVALID', { detail });
}

function clientSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  // Every line of a stream has its own.
  setMaxListeners(0, controller.signal);
  // `request.signal` would abort once the body is read; the response's socket tells the truth.
  reply.raw.once('close', () => {
    if (!reply.raw.writableEnded) controller.abort();
  });
  return controller.signal;
}

/** Writes a task's answer, its cost in headers; `output` is what the body is. */
export function sendAnswer(
  reply: FastifyReply,
  answer: TaskReply<unknown>,
  output: unknown,
): FastifyReply {
  tellCost(reply, answer);
  return sendJson(reply, output);
}

/** Writes what became of each text: a list, with errors in the places of texts that have their own. */
export function sendItems(
  reply: FastifyReply,
  answer: TaskReply<readonly Item<unknown>[]>,
): FastifyReply {
  const { output } = answer;
  tellCost(reply, answer);
  tellFailed(reply, output);
  return sendJson(
    reply,
    output.map((item) => (isFailed(item) ? describeItem(item) : item)),
  );
}

/** The same, where one text that was sent alone is answered alone, and a list with a list. */
export const sendAsAsked = (
  reply: FastifyReply,
  answer: TaskReply<readonly Item<unknown>[]>,
  { inputs }: { readonly inputs: string | readonly string[] },
): FastifyReply =>
  typeof inputs === 'string'
    ? sendAnswer(reply, answer, requireResults(answer.output)[0])
    : sendItems(reply, answer);

/** Tells which texts have errors of their own. */
export function tellFailed(reply: FastifyReply, items: readonly Item<unknown>[]): void {
  const failed = items.flatMap((item, index) =>
    isFailed(item) ? [{ index, code: item.code }] : [],
  );
  if (failed.length === 0) return;
  reply.header('x-failed-inputs', failed.map(({ index }) => index).join(','));
  reply.request.failedTexts = failed.map(({ code }) => code);
}

/** Writes a task's answer that is not JSON. */
export function sendBytes(
  reply: FastifyReply,
  answer: TaskReply<unknown>,
  bytes: Buffer,
  type: string,
): FastifyReply {
  tellCost(reply, answer);
  return reply.type(type).send(bytes);
}

/** Writes an answer whose JSON is made piece by piece. */
export function sendStream(
  reply: FastifyReply,
  answer: TaskReply<unknown>,
  json: Readable,
): FastifyReply {
  tellCost(reply, answer);
  return reply.type(JSON_TYPE).send(json);
}

function tellCost(reply: FastifyReply, { truncated, cost }: TaskReply<unknown>): void {
  reply.request.taskCost = { tokens: cost.tokens, truncatedTexts: truncated.length };
  if (truncated.length > 0) reply.header('x-truncated-inputs', truncated.join(','));
  const total = milliseconds(reply.elapsedTime);
  const tokenization = milliseconds(cost.tokenizationMs);
  const queue = milliseconds(cost.queueMs);
  const inference = milliseconds(cost.inferenceMs);
  reply.headers({
    'x-compute-tokens': String(cost.tokens),
    'x-total-time': total,
    'x-tokenization-time': tokenization,
    'x-queue-time': queue,
    'x-inference-time': inference,
    'server-timing': `tokenize;dur=${tokenization}, queue;dur=${queue}, inference;dur=${inference}, total;dur=${total}`,
  });
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** Writes an answer as it is: it is ours, and need not be checked against its schema. */
export const sendJson = (reply: FastifyReply, output: unknown): FastifyReply =>
  reply.type(JSON_TYPE).serializer(JSON.stringify).send(output);

const milliseconds = (value: number): string => value.toFixed(1);
