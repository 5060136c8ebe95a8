import type { RoundObserver } from '../tasks/model.js';
import type { App } from './instance.js';

/** Gives requests their spans; src/tracing has the one there is. */
export interface RequestTracing {
  /** Adds what traces to a service that has no routes yet. */
  readonly register: (app: App) => Promise<void>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who traces what is computed for the request; null where nobody does. */
    onRound: RoundObserver | null;
  }
}

export async function registerTracing(app: App, tracing: RequestTracing | null): Promise<void> {
  app.decorateRequest('onRound', null);
  await tracing?.register(app);
}
