import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import fastify, { LogController, type FastifyServerOptions } from 'fastify';
import type { Logger } from 'pino';
import { fail } from '../errors.js';
import type { Connections } from './connections.js';
import { answerMalformed, answerUnrouted, sendError } from './error-format.js';
import { createHttpServer, type HttpServerOptions } from './http-server.js';
import { readTraceId } from './trace.js';
import { describeValidation } from './validation.js';

export interface InstanceOptions extends HttpServerOptions {
  readonly logger: Logger;
  readonly maxBodyBytes: number;
}

/** In a path; those of models have 193 at most. */
export const MOST_NAME_CHARACTERS = 256;

export const MOST_ID_CHARACTERS = 128;

/** Ids that a proxy sends along are kept if they are harmless in a log and a header. */
const REQUEST_ID = new RegExp(`^[\\w.:/+=@-]{1,${MOST_ID_CHARACTERS}}$`);

export const serverOptions = {
  forceCloseConnections: 'idle',
  return503OnClosing: false,
  // One line a request, written by us; its id is named as in error replies.
  logController: new LogController({
    disableRequestLogging: true,
    requestIdLogLabel: 'request_id',
  }),
  genReqId: (request: IncomingMessage) => {
    const sent = request.headers['x-request-id'];
    return typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : randomUUID();
  },
  // In names of models a slash is encoded.
  routerOptions: { maxParamLength: MOST_NAME_CHARACTERS },
  // Unknown keys and wrong types are the client's mistakes, not ours to mend.
  ajv: {
    customOptions: { removeAdditional: false, coerceTypes: false, allErrors: false, verbose: true },
  },
  schemaErrorFormatter: (errors, place) => describeValidation(errors, place),
} satisfies FastifyServerOptions;

/** A server without routes, as production and tests use it. */
export const createInstance = (
  { logger, maxBodyBytes, ...serverSettings }: InstanceOptions,
  connections: Connections,
) =>
  fastify({
    ...serverOptions,
    clientErrorHandler: (error, socket) =>
      answerMalformed(error, socket, connections.isInOrder(socket)),
    serverFactory: (handler) =>
      createHttpServer(serverSettings, (request, response) => {
        if (!answerUnrouted(request, response)) handler(request, response);
      }),
    loggerInstance: logger,
    childLoggerFactory: (parent, bindings, loggerOptions, { headers }) => {
      const traceId = readTraceId(headers['traceparent']);
      const traced = traceId === undefined ? bindings : { ...bindings, trace_id: traceId };
      return parent.child(traced, loggerOptions);
    },
    bodyLimit: maxBodyBytes,
    frameworkErrors: ({ code }, request, reply) => {
      const detail = 'its path or query cannot be decoded';
      const error =
        code === 'FST_ERR_MAX_PARAM_LENGTH'
          ? fail('URL_TOO_LONG', { limit: MOST_NAME_CHARACTERS })
          : fail('REQUEST_MALFORMED', { detail });
      // No hook of ours runs before this.
      reply.header('x-content-type-options', 'nosniff');
      void sendError(error, request, reply);
    },
  });

export type App = Awaited<ReturnType<typeof createInstance>>;
