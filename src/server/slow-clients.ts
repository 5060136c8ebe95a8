import type { Connections } from './connections.js';
import type { App } from './instance.js';

/**
 * Ends connections on which nothing has moved for so many milliseconds, unless an answer is being
 * computed for them. So a client that does not read what it is sent cannot keep it in memory, and
 * one that sends nothing keeps no connection. Of those that send, but slowly, Node ends the ones
 * that do not come to the end of a head, and `Arrivals` those of a body.
 */
export function registerSlowClients(app: App, connections: Connections, timeoutMs: number): void {
  app.server.setTimeout(timeoutMs, (socket) => {
    // What it has not read yet is the client's to move, whatever it has asked for besides.
    if (connections.isWaiting(socket) && socket.writableLength === 0) socket.setTimeout(timeoutMs);
    else socket.destroy();
  });
}
