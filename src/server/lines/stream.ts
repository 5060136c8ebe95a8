import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { fail, ServiceError } from '../../errors.js';
import type { Item } from '../../tasks/items.js';
import { Flow, type Client, type TaskReply } from '../../tasks/model.js';
import type { Arrivals } from '../arrivals.js';
import type { RequestMetrics } from '../metrics.js';
import { clientOf } from '../reply.js';
import { LINES_TYPE } from '../schemas/lines.js';
import { LineAnswers, type BegunLine } from './answers.js';
import { askPatiently, idOf, parseLine, writeAnswer, writeError, type AnswerLine } from './line.js';
import type { Line } from './splitter.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a stream: its lines so far, and how many of them were answered with an error. */
    lines: { count: number; errors: number } | null;
  }
}

export interface StreamOptions {
  readonly maxLineBytes: number;
  readonly timeoutMs: number;
  readonly arrivals: Arrivals;
  readonly closing: AbortSignal;
  readonly countLine: RequestMetrics['answeredLine'];
}

/** What is done with the lines of one request. */
export interface LineTask<Body> {
  /** REQUEST_INVALID */
  readonly check: (value: unknown) => Body;
  readonly answer: (body: Body, client: Client) => Promise<TaskReply<readonly Item<unknown>[]>>;
  /** Part of what a stream may have in hand that this line is, above 0. */
  readonly shareOf: (body: Body) => number;
}

/** The part of a line that is no question: its error waits for its turn too. */
const ERROR_SHARE = 1 / 1024;

/** How long what a client still sends is read and dropped, so that it hears the last line. */
const LINGER_MS = 1000;

/** Answers the lines of a request's body as they come. */
export function sendLines<Body>(
  request: FastifyRequest,
  reply: FastifyReply,
  task: LineTask<Body>,
  options: StreamOptions,
): FastifyReply {
  const client = { ...clientOf(request, reply), flow: new Flow() };
  const counts = { count: 0, errors: 0 };
  const lastLine = (reason: ServiceError) => {
    request.errorCode = reason.code;
    return writeError(undefined, counts.count + 1, reason).text;
  };
  const route = request.routeOptions.url ?? null;
  const tell = ({ text, outcome }: AnswerLine) => {
    if (outcome.code !== null) counts.errors += 1;
    options.countLine({ ...outcome, route });
    return text;
  };
  const begin = (line: Line) => {
    counts.count += 1;
    return beginLine(line, counts.count, { ...task, client, tell, options, log: request.log });
  };
  request.lines = counts;
  options.arrivals.takeOver(request.raw);
  const isUnsent = () => reply.raw.writableLength > 0;
  const answers = new LineAnswers({ ...options, begin, lastLine, isUnsent });
  request.raw.pipe(answers);
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) request.errorCode = 'CLIENT_GONE';
    else if (!request.raw.complete) linger(request.raw);
  });
  // Proxies that keep answers back would keep the next lines back with them.
  return reply.type(LINES_TYPE).header('x-accel-buffering', 'no').send(answers);
}

interface LineContext<Body> extends LineTask<Body> {
  readonly client: Client;
  readonly tell: (answer: AnswerLine) => string;
  readonly options: StreamOptions;
  readonly log: FastifyRequest['log'];
}

function beginLine<Body>(line: Line, number: number, context: LineContext<Body>): BegunLine {
  const { client, tell, options } = context;
  let id: string | number | undefined;
  const failed = (error: unknown) => writeError(id, number, knownError(error, context));
  try {
    const value = parseLine(line, options.maxLineBytes);
    id = idOf(value);
    const body = context.check(value);
    const share = context.shareOf(body);
    const answer = askPatiently(() => context.answer(body, client), client)
      .then((answer) => writeAnswer(id, answer))
      .catch(failed)
      .then(tell);
    return { share, answer };
  } catch (error) {
    return { share: ERROR_SHARE, answer: Promise.resolve(tell(failed(error))) };
  }
}

function knownError(
  error: unknown,
  { client, log }: Pick<LineContext<unknown>, 'client' | 'log'>,
): ServiceError {
  if (error instanceof ServiceError) return error;
  if (client.signal?.aborted !== true) log.error({ err: error, code: 'INTERNAL' }, 'line failed');
  return fail('INTERNAL');
}

/** Ends the connection of a request that is answered before it was sent whole. */
function linger(request: IncomingMessage): void {
  const timer = setTimeout(() => request.destroy(), LINGER_MS);
  request.once('close', () => clearTimeout(timer));
  request.once('end', () => request.socket.destroySoon());
}
