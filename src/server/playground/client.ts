import type { ApiError, Info, Operations, Path } from './api.js';
import type { Served } from './served.js';

/** Why there is no answer. Seconds are those of `Retry-After`. */
export type Failure =
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'key-needed' }
  | { readonly kind: 'busy'; readonly seconds: number }
  | { readonly kind: 'unavailable'; readonly seconds: number }
  /** In the words of the service, which are English. */
  | { readonly kind: 'refused' | 'broken'; readonly status: number; readonly message: string };

export interface Answer<Value> {
  readonly value: Value;
  /** Whether a text was longer than the model takes. */
  readonly truncated: boolean;
  readonly tokens: number;
  /** In the service. */
  readonly milliseconds: number;
}

export type Outcome<Value> =
  | { readonly ok: true; readonly answer: Answer<Value> }
  | { readonly ok: false; readonly failure: Failure };

/** Asks the service that the page came from, and nobody else. */
export class Client {
  /** Kept in memory only, and so gone when the page is. */
  key = '';

  /** @param keyNeeded hears when the service wants a key, or another one */
  constructor(private readonly keyNeeded: () => void) {}

  /** Where an operation is, also behind a proxy that serves it under a path of its own. */
  addressOf(path: string): string {
    return new URL(path, document.baseURI).href;
  }

  /** Of the named model, or of the first one. */
  info(name?: string): Promise<Outcome<Info>> {
    const query = name === undefined ? '' : `?model=${encodeURIComponent(name)}`;
    return this.#ask<Info>(`info${query}`, { method: 'GET' });
  }

  /** All models that answer now; the failure of the first that does not tell of itself. */
  async models(): Promise<{ models: readonly Served[] } | { failure: Failure }> {
    const first = await this.info();
    if (!first.ok) return { failure: first.failure };
    const { value } = first.answer;
    const ready = value.models.filter(({ state }) => state === 'ready');
    if (ready.length < 2) return { models: [{ name: value.model_id, info: value }] };
    const models: Served[] = [];
    for (const { name } of ready) {
      const outcome = await this.info(name);
      if (!outcome.ok) return { failure: outcome.failure };
      models.push({ name, info: outcome.answer.value });
    }
    return { models };
  }

  /** Rejects only where `signal` has aborted. */
  post<Of extends Path>(
    path: Of,
    body: Operations[Of]['body'],
    signal: AbortSignal,
  ): Promise<Outcome<Operations[Of]['reply']>> {
    const headers = { 'content-type': 'application/json' };
    return this.#ask(path, { method: 'POST', headers, body: JSON.stringify(body), signal });
  }

  async #ask<Value>(path: string, options: RequestInit): Promise<Outcome<Value>> {
    const headers = new Headers(options.headers);
    if (this.key !== '') headers.set('authorization', `Bearer ${this.key}`);
    const { signal } = options;
    try {
      const reply = await fetch(this.addressOf(path), { ...options, headers, cache: 'no-store' });
      if (!reply.ok) {
        const failure = await readFailure(reply);
        if (failure.kind === 'key-needed') this.keyNeeded();
        return { ok: false, failure };
      }
      // The service keeps to its own schemas; a test compares them.
      const value = (await reply.json()) as Value;
      return { ok: true, answer: { value, ...readCost(reply.headers) } };
    } catch (error) {
      if (signal?.aborted === true) throw error;
      return { ok: false, failure: { kind: 'unreachable' } };
    }
  }
}

const readCost = (headers: Headers) => ({
  truncated: headers.has('x-truncated-inputs'),
  tokens: Number(headers.get('x-compute-tokens') ?? 0),
  milliseconds: Number(headers.get('x-total-time') ?? 0),
});

async function readFailure(reply: Response): Promise<Failure> {
  const { status } = reply;
  const seconds = Math.max(1, Number(reply.headers.get('retry-after')) || 1);
  if (status === 401 || status === 403) return { kind: 'key-needed' };
  if (status === 429) return { kind: 'busy', seconds };
  if (status === 503) return { kind: 'unavailable', seconds };
  const message = await readMessage(reply);
  return { kind: status < 500 ? 'refused' : 'broken', status, message };
}

/** A proxy in between may answer with anything. */
async function readMessage(reply: Response): Promise<string> {
  try {
    // Checked in the next line.
    const body = (await reply.json()) as Partial<ApiError> | null;
    if (typeof body?.error === 'string') return body.error;
  } catch {
    // No JSON.
  }
  return `${reply.status} ${reply.statusText}`.trim();
}
