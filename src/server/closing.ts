import { setMaxListeners } from 'node:events';
import type { Socket } from 'node:net';
import { fail } from '../errors.js';
import type { Connections } from './connections.js';
import type { App } from './instance.js';

/**
 * Once closing, new requests are refused, every answer closes its connection, and connections that
 * wait for nothing are ended: at once, or when they have what they had asked for before.
 *
 * @returns aborts then, for answers that have no end of their own
 */
export function registerClosing(app: App, connections: Connections): AbortSignal {
  const controller = new AbortController();
  const { signal } = controller;
  // Every stream has its own.
  setMaxListeners(0, signal);
  const silent = trackSilent(app);
  app.addHook('preClose', async () => {
    controller.abort();
    endAll(silent);
    // What follows would cut answers that are written but not sent yet, and leave connections open
    // whose answers were begun before.
    await connections.allAnswered();
    endAll(silent);
  });
  app.addHook('onRequest', (_request, _reply, done) => {
    done(signal.aborted ? fail('SHUTTING_DOWN') : undefined);
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (signal.aborted) reply.header('connection', 'close');
    done();
  });
  return signal;
}

function endAll(sockets: ReadonlySet<Socket>): void {
  for (const socket of sockets) socket.destroy();
}

/**
 * Connections that have not sent the head of a request yet. Node counts them as active, and its
 * `closeIdleConnections` would leave them open for as long as their client likes.
 */
function trackSilent(app: App): ReadonlySet<Socket> {
  const silent = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  app.server.on('request', ({ socket }) => silent.delete(socket));
  return silent;
}
