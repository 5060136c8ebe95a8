import type { IncomingMessage, Server } from 'node:http';
import type { Connections } from './connections.js';
import { answerMalformed } from './error-format.js';

/**
 * Answers 408 to who sends the body of a request for longer than so many milliseconds. Node does
 * that too, but makes no exception for a stream, which may take as long as it has lines.
 */
export class Arrivals {
  readonly #timers = new WeakMap<IncomingMessage, NodeJS.Timeout>();

  constructor(server: Server, connections: Connections, timeoutMs: number) {
    // Before anybody who may take it over.
    server.prependListener('request', (request: IncomingMessage) => {
      const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
      if (length === undefined && encoding === undefined) return;
      const timer = setTimeout(() => cutOff(request, connections), timeoutMs);
      this.#timers.set(request, timer);
      request.once('close', () => clearTimeout(timer));
    });
  }

  /** From now on whoever reads the request says how long it may take. */
  takeOver(request: IncomingMessage): void {
    clearTimeout(this.#timers.get(request));
  }
}

function cutOff(request: IncomingMessage, connections: Connections): void {
  if (request.complete) return;
  const error = Object.assign(new Error(), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  answerMalformed(error, request.socket, connections.isInOrder(request.socket));
}
