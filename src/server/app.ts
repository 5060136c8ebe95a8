import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import fastify, { LogController, type FastifyServerOptions } from 'fastify';
import type { Logger } from 'pino';
import { fail } from '../errors.js';
import { registerClosing } from './closing.js';
import { registerDocs } from './docs.js';
import { answerMalformed, registerErrorReplies, sendError } from './error-replies.js';
import { registerEmbed } from './routes/embed.js';
import { registerFillMask } from './routes/fill-mask.js';
import { registerStatus } from './routes/status.js';
import { ErrorReply } from './schemas/common.js';
import { embedSchemas } from './schemas/embed.js';
import { fillMaskSchemas } from './schemas/fill-mask.js';
import { statusSchemas } from './schemas/status.js';
import type { FindServing } from './serving.js';
import { describeValidation } from './validation.js';

export interface AppOptions {
  readonly find: FindServing;
  readonly logger: Logger;
  readonly maxBodyBytes: number;
}

/** Time in milliseconds that a client may take to send a whole request. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Longer than what load balancers keep connections open, so that they close first (60 s). */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;

/** Ids that a proxy sends along are kept if they are harmless in a log and a header. */
const REQUEST_ID = /^[\w.:/+=@-]{1,128}$/;

export const serverOptions = {
  requestTimeout: REQUEST_TIMEOUT_MS,
  keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
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
  // Unknown keys and wrong types are the client's mistakes, not ours to mend.
  ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allErrors: false } },
  schemaErrorFormatter: (errors, place) => describeValidation(errors, place),
  clientErrorHandler: answerMalformed,
} satisfies FastifyServerOptions;

const build = ({ logger, maxBodyBytes }: AppOptions) =>
  fastify({
    ...serverOptions,
    loggerInstance: logger,
    bodyLimit: maxBodyBytes,
    frameworkErrors: (_error, request, reply) => {
      const detail = 'its path or query cannot be decoded';
      void sendError(fail('REQUEST_MALFORMED', { detail }), request, reply);
    },
  });

export type App = Awaited<ReturnType<typeof build>>;

/** The whole HTTP service, not listening yet. */
export async function buildApp(options: AppOptions): Promise<App> {
  const app = build(options);
  for (const schema of [ErrorReply, ...fillMaskSchemas, ...embedSchemas, ...statusSchemas]) {
    app.addSchema(schema);
  }
  // Fastify would hand a text over as it is.
  app.removeContentTypeParser('text/plain');
  registerErrorReplies(app, options.maxBodyBytes);
  registerClosing(app);
  await registerDocs(app);
  registerRequestLog(app);
  registerFillMask(app, options.find);
  registerEmbed(app, options.find);
  registerStatus(app, options.find);
  await app.ready();
  return app;
}

/**
 * The request's id in every answer, and one log line for each request: by its route, because a path
 * or a query is a text of the client.
 */
function registerRequestLog(app: App): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    request.log.info(
      {
        method,
        route: routeOptions.url ?? null,
        status: reply.statusCode,
        ...(request.errorCode !== null && { code: request.errorCode }),
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
    done();
  });
}
