/** A client that may be refused, and does as it is told. */
import http from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Outcome } from '../src/load/outcome.js';

/** From the first refusal: until when a request was told to wait, and when it was taken. */
export interface Told {
  readonly toldMs: number;
  readonly trueMs: number;
}

const MOST_CONNECTIONS = 4000;

export class Refusable {
  readonly #url: string;
  readonly #texts: readonly string[];
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS });

  constructor(url: string, texts: readonly string[]) {
    this.#url = url;
    this.#texts = texts;
  }

  async embed(index: number, deadlineMs?: number): Promise<Outcome> {
    try {
      const { status } = await this.#post(index, deadlineMs);
      if (status === 200) return { kind: 'answered', told: null };
      return { kind: 'refused', status };
    } catch (error) {
      return { kind: 'failed', code: String(error) };
    }
  }

  /** Null where it was taken at once. */
  async embedUntilTaken(index: number): Promise<Told | null> {
    let first: { readonly at: number; readonly toldMs: number } | null = null;
    for (;;) {
      const sent = performance.now();
      const { status, retryAfter } = await this.#post(index);
      const trueMs = sent - (first?.at ?? sent);
      if (status === 200) return first === null ? null : { toldMs: first.toldMs, trueMs };
      first ??= { at: performance.now(), toldMs: 1000 * retryAfter };
      await wait(1000 * retryAfter);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(
    index: number,
    deadlineMs?: number,
  ): Promise<{ readonly status: number; readonly retryAfter: number }> {
    const body = JSON.stringify({ inputs: this.#texts[index % this.#texts.length] });
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(deadlineMs !== undefined && { 'x-request-timeout-ms': String(deadlineMs) }),
    };
    return new Promise((resolve, reject) => {
      const options = { method: 'POST', agent: this.#agent, headers };
      const request = http.request(`${this.#url}/embed`, options, (reply) => {
        reply.resume();
        reply.on('error', reject);
        reply.on('end', () =>
          resolve({
            status: reply.statusCode ?? 0,
            retryAfter: Number(reply.headers['retry-after'] ?? 1),
          }),
        );
      });
      request.on('error', reject);
      request.end(body);
    });
  }
}
