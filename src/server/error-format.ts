import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fail, type ErrorCode, type ServiceError } from '../errors.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The code of the error that the request was answered with, for its log line. */
    errorCode: ErrorCode | null;
  }
}

/** Milliseconds after which the cause of these may be gone, where nothing is known; batches are short. */
const RETRY_AFTER_MS = 1000;

export function sendError(
  error: ServiceError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  request.errorCode = error.code;
  if (error.status === 429 || error.status === 503) {
    const { retryAfterMs = RETRY_AFTER_MS } = error;
    reply.header('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1000)));
  }
  return reply
    .code(error.status)
    .type('application/json; charset=utf-8')
    .send(describeFor(request, error));
}

/** In the shape that clients of the path know. */
function describeFor({ url, id }: FastifyRequest, error: ServiceError): object {
  if (isUnder('/v1', url)) return describeOpenai(error);
  return isUnder('/v2', url) ? { error: error.message } : describe(error, id);
}

const describe = (error: ServiceError, requestId: string) => ({
  ...describeItem(error),
  request_id: requestId,
});

/** The error of one text, in its place in an answer. */
export const describeItem = ({ message, type, code }: ServiceError) => ({
  error: message,
  error_type: type,
  code,
});

const isUnder = (path: string, url: string): boolean =>
  url === path || url.startsWith(`${path}/`) || url.startsWith(`${path}?`);

/** As the API of OpenAI tells errors; its SDKs read the request's id from the header. */
const describeOpenai = ({ code, message, status }: ServiceError) => ({
  error: {
    message,
    type:
      status === 429 ? 'rate_limit_error' : status < 500 ? 'invalid_request_error' : 'server_error',
    param: openaiParams[code] ?? null,
    code: code.toLowerCase(),
  },
});

const openaiParams: Readonly<Partial<Record<ErrorCode, string>>> = {
  DIMENSIONS_TOO_MANY: 'dimensions',
  INPUT_EMPTY: 'input',
  INPUT_NOT_UNICODE: 'input',
  INPUTS_TOO_MANY: 'input',
  MODEL_NOT_FOUND: 'model',
  TOKEN_UNKNOWN: 'input',
};

/** What Node's HTTP parser reports, by its code. */
const malformed: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'it did not arrive in time'],
  HPE_HEADER_OVERFLOW: [431, 'its headers are too large'],
};

/**
 * Answers what is not even HTTP, on the bare socket, and ends the connection.
 *
 * @param isInOrder false where a client would take the answer for that of another request
 */
export function answerMalformed(
  error: Error & { code?: string },
  socket: Socket,
  isInOrder: boolean,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable || !isInOrder) {
    socket.destroy();
    return;
  }
  const [status, detail] = malformed[error.code ?? ''] ?? [400, 'it is not valid HTTP'];
  const body = JSON.stringify(describe(fail('REQUEST_MALFORMED', { detail }), ''));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nconnection: close\r\n` +
      `content-type: application/json; charset=utf-8\r\nx-content-type-options: nosniff\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** Those for which the framework has routes, or its one for what is not found. */
const ROUTED_METHODS = new Set('GET HEAD POST OPTIONS PUT PATCH DELETE TRACE'.split(' '));

/**
 * Answers a request whose method the framework knows nothing of, though Node's parser does (QUERY,
 * PRI): it would answer by itself, with a request that lacks all that ours have. False for others.
 */
export function answerUnrouted(
  { method = '' }: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (ROUTED_METHODS.has(method)) return false;
  const error = fail('ROUTE_NOT_FOUND', { method });
  const body = JSON.stringify(describe(error, ''));
  response.writeHead(error.status, {
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
  return true;
}
