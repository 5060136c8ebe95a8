import type { FastifyError, FastifyRequest } from 'fastify';
import { fail, ServiceError } from '../errors.js';
import { sendError } from './error-format.js';
import type { App } from './instance.js';
import { describeJsonError } from './validation.js';

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
    return sendError(fail('ROUTE_NOT_FOUND', { method }), request, reply);
  });
}

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
        isMissing: request.headers['content-type'] === undefined,
      });
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return fail('BODY_INVALID', { detail: 'it is empty' });
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return fail('BODY_INVALID', { detail: describeJsonError(error) });
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return fail('REQUEST_MALFORMED', { detail: 'its body has another length than it says' });
    default:
      // The framework's own words can quote what it was sent.
      return (error.statusCode ?? 500) < 500
        ? fail('REQUEST_MALFORMED', { detail: 'its head does not fit its body, or this service' })
        : fail('INTERNAL');
  }
}
