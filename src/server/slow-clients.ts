import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { App } from './instance.js';

/**
 * Ends connections on which nothing has moved for so many milliseconds, unless an answer is being
 * computed for them. So a client that does not read what it is sent cannot keep it in memory, and
 * one that sends nothing keeps no connection. Those that send, but slowly, Node ends itself.
 */
export function registerSlowClients(app: App, timeoutMs: number): void {
  const asking = countAsking(app);
  app.server.setTimeout(timeoutMs, (socket) => {
    // What it has not read yet is the client's to move, whatever it has asked for besides.
    if (asking(socket) && socket.writableLength === 0) socket.setTimeout(timeoutMs);
    else socket.destroy();
  });
}

/** Tells whether a connection has a request that is not answered yet. */
function countAsking(app: App): (socket: Socket) => boolean {
  // Several of them where a client sends requests ahead of their answers.
  const counts = new WeakMap<Socket, number>();
  const add = (socket: Socket, change: number) =>
    counts.set(socket, (counts.get(socket) ?? 0) + change);
  app.server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    add(socket, 1);
    response.once('close', () => add(socket, -1));
  });
  return (socket) => (counts.get(socket) ?? 0) > 0;
}
