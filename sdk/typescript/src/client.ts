import { createPathBasedClient, type PathBasedClient } from 'openapi-fetch';
import { patientFetch, wait } from './retry.js';
import type { paths } from './schema.js';

export { candidatesOf, isItemError, type Schemas } from './answers.js';

export interface ClientOptions {
  /** Where the service is, such as `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  /** Sent as `authorization: Bearer …`, where the service asks for a key. */
  readonly apiKey?: string;
  /**
   * Milliseconds of a call, with all its tries; a minute by default. The service is told too, and
   * computes nothing that comes too late.
   */
  readonly timeoutMs?: number;
  /** Tries after the first one, where the service is busy or cannot be reached; 4 by default. */
  readonly retries?: number;
  /** Instead of the global one. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

type At = PathBasedClient<paths>;

/**
 * A method for each operation of the service. A method takes `body` or `params`, `signal` to abort,
 * and what else `fetch` does; it gives `{ data, response }`, or `{ error, response }` where the
 * service answers with an error. It rejects where there is no answer: with a `TimeoutError`, the
 * signal's reason, or the `TypeError` of `fetch`.
 */
export interface Client {
  readonly fillMask: At['/fill-mask']['POST'];
  readonly scoreTexts: At['/score']['POST'];
  readonly embed: At['/embed']['POST'];
  readonly embedAll: At['/embed_all']['POST'];
  readonly compareSentences: At['/similarity']['POST'];
  readonly classifyText: At['/text-classification']['POST'];
  readonly findEntities: At['/token-classification']['POST'];
  readonly infer: At['/']['POST'];
  readonly inferWithModel: At['/models/{model}']['POST'];
  readonly tokenize: At['/tokenize']['POST'];
  readonly decode: At['/decode']['POST'];
  readonly splitSentences: At['/sentences']['POST'];
  readonly createEmbedding: At['/v1/embeddings']['POST'];
  readonly listModels: At['/v1/models']['GET'];
  readonly retrieveModel: At['/v1/models/{model}']['GET'];
  readonly inferenceServer: At['/v2']['GET'];
  readonly inferenceServerLive: At['/v2/health/live']['GET'];
  readonly inferenceServerReady: At['/v2/health/ready']['GET'];
  readonly inferenceModel: At['/v2/models/{model}']['GET'];
  readonly inferenceModelReady: At['/v2/models/{model}/ready']['GET'];
  readonly inferTensors: At['/v2/models/{model}/infer']['POST'];
  readonly health: At['/health']['GET'];
  readonly healthReady: At['/health/ready']['GET'];
  readonly healthLive: At['/health/live']['GET'];
  readonly info: At['/info']['GET'];
}

/** A client of a service, with defaults for all but its address. */
export function createClient({
  baseUrl,
  apiKey,
  timeoutMs = 60_000,
  retries = 4,
  fetch = (request) => globalThis.fetch(request),
}: ClientOptions): Client {
  const world = { fetch, wait, now: Date.now, random: Math.random };
  const at = createPathBasedClient<paths>({
    baseUrl,
    ...(apiKey !== undefined && { headers: { authorization: `Bearer ${apiKey}` } }),
    fetch: patientFetch({ retries, timeoutMs }, world),
  });
  return {
    fillMask: at['/fill-mask'].POST,
    scoreTexts: at['/score'].POST,
    embed: at['/embed'].POST,
    embedAll: at['/embed_all'].POST,
    compareSentences: at['/similarity'].POST,
    classifyText: at['/text-classification'].POST,
    findEntities: at['/token-classification'].POST,
    infer: at['/'].POST,
    inferWithModel: at['/models/{model}'].POST,
    tokenize: at['/tokenize'].POST,
    decode: at['/decode'].POST,
    splitSentences: at['/sentences'].POST,
    createEmbedding: at['/v1/embeddings'].POST,
    listModels: at['/v1/models'].GET,
    retrieveModel: at['/v1/models/{model}'].GET,
    inferenceServer: at['/v2'].GET,
    inferenceServerLive: at['/v2/health/live'].GET,
    inferenceServerReady: at['/v2/health/ready'].GET,
    inferenceModel: at['/v2/models/{model}'].GET,
    inferenceModelReady: at['/v2/models/{model}/ready'].GET,
    inferTensors: at['/v2/models/{model}/infer'].POST,
    health: at['/health'].GET,
    healthReady: at['/health/ready'].GET,
    healthLive: at['/health/live'].GET,
    info: at['/info'].GET,
  };
}
