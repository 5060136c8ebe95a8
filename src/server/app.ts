import { registerAuthentication, type AccessOptions } from './access/authentication.js';
import { registerRateLimit } from './access/rate-limit.js';
import { Arrivals } from './arrivals.js';
import { registerClosing } from './closing.js';
import { registerCompression } from './compression.js';
import { Connections } from './connections.js';
import { registerCors, type CorsOrigins } from './cors.js';
import { registerDebug } from './debug.js';
import { registerDocs } from './docs.js';
import { registerErrorReplies } from './error-replies.js';
import { registerHeadLimits } from './heads.js';
import { createInstance, type App, type InstanceOptions } from './instance.js';
import { registerMetrics, type RequestMetrics } from './metrics.js';
import type { Models } from './models.js';
import { registerPlayground, type PageFiles } from './playground.js';
import { registerRequestLog } from './request-log.js';
import { registerClassify } from './routes/classify.js';
import { registerEmbed } from './routes/embed.js';
import { registerEntities } from './routes/entities.js';
import { registerFillMask } from './routes/fill-mask.js';
import { registerInference } from './routes/inference.js';
import { registerLines } from './routes/lines.js';
import { registerOpenInference } from './routes/open-inference.js';
import { registerOpenai } from './routes/openai.js';
import { registerScore } from './routes/score.js';
import { registerSentences } from './routes/sentences.js';
import { registerSimilarity } from './routes/similarity.js';
import { registerStatus } from './routes/status.js';
import { registerTokens } from './routes/tokens.js';
import { classifySchemas } from './schemas/classify.js';
import { ErrorReply, ItemError } from './schemas/common.js';
import { entitiesSchemas } from './schemas/entities.js';
import { fillMaskSchemas } from './schemas/fill-mask.js';
import { inferenceSchemas } from './schemas/inference.js';
import { linesSchemas } from './schemas/lines.js';
import { inferenceProtocolSchemas } from './schemas/open-inference.js';
import { openaiSchemas } from './schemas/openai.js';
import { scoreSchemas } from './schemas/score.js';
import { sentencesSchemas } from './schemas/sentences.js';
import { similaritySchemas } from './schemas/similarity.js';
import { statusSchemas } from './schemas/status.js';
import { tokensSchemas } from './schemas/tokens.js';
import { vectorsSchemas } from './schemas/vectors.js';
import { registerSecurityHeaders } from './security-headers.js';
import { registerSlowClients } from './slow-clients.js';
import { registerTracing, type RequestTracing } from './tracing.js';

/** Options have the names of those of the configuration. */
export interface AppOptions extends InstanceOptions, AccessOptions {
  readonly models: Models;
  /** Left out, nothing is counted and there is no /metrics. */
  readonly metrics?: RequestMetrics;
  /** Left out, nothing is traced. */
  readonly tracing?: RequestTracing | null;
  readonly corsOrigin: CorsOrigins;
  /** Requests a minute of one client; 0 for no limit. */
  readonly rateLimit: number;
  /** Whether there are /debug/profile and /debug/heap. */
  readonly debug: boolean;
  /** Left out, there is no page at `GET /`. */
  readonly page?: PageFiles | null;
  /**
   * Aborts when the service is about to end: it is not ready any more, still answers, and tells
   * clients to leave. Left out, it is about to end when it is closed.
   */
  readonly stopping?: AbortSignal;
}

/** Never aborts. */
const { signal: never } = new AbortController();

const schemas = [
  ErrorReply,
  ItemError,
  ...fillMaskSchemas,
  ...scoreSchemas,
  ...vectorsSchemas,
  ...similaritySchemas,
  ...classifySchemas,
  ...entitiesSchemas,
  ...inferenceSchemas,
  ...tokensSchemas,
  ...sentencesSchemas,
  ...linesSchemas,
  ...openaiSchemas,
  ...inferenceProtocolSchemas,
  ...statusSchemas,
];

/** The whole HTTP service, not listening yet. */
export async function buildApp(options: AppOptions): Promise<App> {
  const connections = new Connections();
  const app = createInstance(options, connections);
  connections.follow(app.server);
  const { stopping = never } = options;
  for (const schema of schemas) app.addSchema(schema);
  // Before plugins, whose requests are asked for it too.
  app.decorateRequest('lines', null);
  // Fastify would hand a text over as it is.
  app.removeContentTypeParser('text/plain');
  registerErrorReplies(app, options.maxBodyBytes);
  await registerTracing(app, options.tracing ?? null);
  registerSecurityHeaders(app);
  registerRequestLog(app);
  registerHeadLimits(app);
  const closing = registerClosing(app, connections, stopping);
  const arrivals = new Arrivals(app.server, connections, options.clientTimeoutMs);
  registerSlowClients(app, connections, options.clientTimeoutMs);
  await registerCors(app, options.corsOrigin);
  registerAuthentication(app, options);
  await registerRateLimit(app, options.rateLimit);
  await registerCompression(app);
  await registerDocs(app);
  registerMetrics(app, options.metrics);
  registerFillMask(app, options.models);
  registerScore(app, options.models);
  registerEmbed(app, options.models);
  registerSimilarity(app, options.models);
  registerClassify(app, options.models);
  registerEntities(app, options.models);
  registerInference(app, options.models);
  registerLines(app, options.models, {
    maxLineBytes: options.maxBodyBytes,
    timeoutMs: options.clientTimeoutMs,
    arrivals,
    closing,
    countLine: options.metrics?.answeredLine ?? (() => undefined),
  });
  registerTokens(app, options.models);
  registerSentences(app, options.models);
  registerOpenai(app, options.models);
  registerOpenInference(app, options.models, stopping);
  if (options.debug) registerDebug(app, stopping);
  registerPlayground(app, options.page ?? null);
  registerStatus(app, options.models, stopping);
  await app.ready();
  return app;
}
