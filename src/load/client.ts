import http from 'node:http';
import https from 'node:https';
import { headersOf } from './key.js';
import type { Outcome, Told } from './outcome.js';

/** A server that says nothing for so long is taken for gone. */
const SILENCE_MS = 60_000;

/** Posts JSON over connections that stay open. */
export class Client {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #agent: http.Agent;
  readonly #request: typeof http.request;

  /**
   * @param url of the server, without a slash at its end
   * @param connections at once; further requests wait for one of them
   * @param key an API key to send; null for none
   */
  constructor(url: string, connections: number, key: string | null = null) {
    const { Agent, request } = url.startsWith('https:') ? https : http;
    this.#url = url;
    this.#headers = { 'content-type': 'application/json', ...headersOf(key) };
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
    this.#request = request;
  }

  /** Resolves when the last byte of the answer is there. Never rejects. */
  post(path: string, body: string): Promise<Outcome> {
    return new Promise((resolve) => {
      const failed = (error: NodeJS.ErrnoException) =>
        resolve({ kind: 'failed', code: error.code ?? error.message });
      const headers = { ...this.#headers, 'content-length': Buffer.byteLength(body) };
      const options = { method: 'POST', agent: this.#agent, headers, timeout: SILENCE_MS };
      const sent = this.#request(this.#url + path, options, (reply) => {
        const status = reply.statusCode ?? 0;
        reply.on('error', failed);
        reply.on('end', () =>
          resolve(
            status === 200
              ? { kind: 'answered', told: readTold(reply.headers) }
              : { kind: 'refused', status },
          ),
        );
        reply.resume();
      });
      sent.on('error', failed);
      sent.on('timeout', () =>
        sent.destroy(Object.assign(new Error('silence'), { code: 'ETIMEDOUT' })),
      );
      sent.end(body);
    });
  }

  /** Requests in flight fail. */
  close(): void {
    this.#agent.destroy();
  }
}

/** The headers of docs/api.md; null where one is missing. */
function readTold(headers: http.IncomingHttpHeaders): Told | null {
  const read = (name: string) => Number.parseFloat(String(headers[name]));
  const told = {
    tokens: read('x-compute-tokens'),
    queueMs: read('x-queue-time'),
    inferenceMs: read('x-inference-time'),
  };
  return Object.values(told).every(Number.isFinite) ? told : null;
}
