import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { fail, ServiceError, type ErrorCode } from '../errors.js';
import type { App } from './app.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The code of the error that the request was answered with, for its log line. */
    errorCode: ErrorCode | null;
  }
}

/** Gives every error, the framework's own included, the one shape and a code of the table. */
export function registerErrorReplies(app: App, maxBodyBytes: number): void {
  app.decorateRequest('errorCode', null);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const known = toServiceError(error, request, maxBodyBytes);
    // 503 is a state that passes; 500 is something to look into.
    if (known.status === 500) request.log.error({ err: error, code: known.code }, 'request failed');
    return sendError(known, request, reply);
  });
  app.setNotFoundHandler((request, reply) => {
    const { method } = request;
    const path = request.url.split('?', 1)[0] ?? '';
    return sendError(fail('ROUTE_NOT_FOUND', { method, path }), request, reply);
  });
}

/** Seconds after which the cause of these may be gone; batches are short. */
const RETRY_AFTER_SECONDS = 1;

export function sendError(
  error: ServiceError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  request.errorCode = error.code;
  if (error.status === 429 || error.status === 503)
    reply.header('retry-after', RETRY_AFTER_SECONDS);
  return reply
    .code(error.status)
    .type('application/json; charset=utf-8')
    .send(describe(error, request.id));
}

const describe = (error: ServiceError, requestId: string) => ({
  error: error.message,
  error_type: error.type,
  code: error.code,
  request_id: requestId,
});

function toServiceError(
  error: FastifyError,
  request: FastifyRequest,
  maxBodyBytes: number,
): ServiceError {
  if (error instanceof ServiceError) return error;
  switch (error.code) {
    case 'FST_ERR_VALIDATION':
      return fail('REQUEST_INVALID', { detail: error.message });
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return fail('BODY_TOO_LARGE', { limit: maxBodyBytes });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return fail('MEDIA_TYPE_UNSUPPORTED', {
        type: request.headers['content-type'] ?? 'missing',
      });
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return fail('BODY_INVALID', { detail: 'it is empty' });
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return fail('BODY_INVALID', { detail: locate(error.message) });
    default:
      // The framework's other errors of a client tell of lengths and headers, never of a body.
      return (error.statusCode ?? 500) < 500
        ? fail('REQUEST_MALFORMED', { detail: error.message })
        : fail('INTERNAL');
  }
}

/** Where JSON.parse stopped. Its message quotes the body, which may be a patient's text. */
function locate(message: string): string {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return `at character ${position}`;
  return message.includes('end of JSON') ? 'it ends too early' : 'it cannot be parsed';
}

/** What Node's HTTP parser reports, by its code. */
const malformed: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'it did not arrive in time'],
  HPE_HEADER_OVERFLOW: [431, 'its headers are too large'],
};

/** Answers what is not even HTTP, on the bare socket. */
export function answerMalformed(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, detail] = malformed[error.code ?? ''] ?? [400, 'it is not valid HTTP'];
  const body = JSON.stringify(describe(fail('REQUEST_MALFORMED', { detail }), ''));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nconnection: close\r\n` +
      `content-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
