import type { Connections } from './connections.js';
import type { App } from './instance.js';

/** So many requests may be sent ahead of their answers; every one holds its answer in memory. */
export const MOST_AHEAD = 16;

/**
 * Ends connections on which nothing has moved for so many milliseconds, unless an answer is being
 * computed for them. So a client that does not read what it is sent cannot keep it in memory, and
 * one that sends nothing keeps no connection. Of those that send, but slowly, Node ends the ones
 * that do not come to the end of a head, and `Arrivals` those of a body.
 *
 * Of requests that were sent ahead of their answers only the first few are answered, and the
 * connection ends: RFC 9112, 9.3.2 lets a client send the others again.
 */
export function registerSlowClients(app: App, connections: Connections, timeoutMs: number): void {
  app.server.setTimeout(timeoutMs, (socket) => {
    // What it has not read yet is the client's to move, whatever it has asked for besides.
    if (connections.isWaiting(socket) && socket.writableLength === 0) socket.setTimeout(timeoutMs);
    else socket.destroy();
  });
  app.addHook('onRequest', ({ raw: { socket } }, reply, done) => {
    const awaited = connections.awaited(socket);
    if (awaited === MOST_AHEAD) reply.header('connection', 'close');
    // The connection ends with the one before.
    if (awaited > MOST_AHEAD) reply.hijack();
    done();
  });
}
