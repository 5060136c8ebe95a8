import { setMaxListeners } from 'node:events';
import { Server } from 'node:net';
import { setImmediate as untilRead } from 'node:timers/promises';
import type { Connections } from './connections.js';
import { Handshakes } from './handshakes.js';
import type { App } from './instance.js';

/**
 * Once stopping, every answer closes its connection. Once closing, there are no new connections
 * either, and those that wait for nothing are ended; what was asked is answered to the last byte.
 *
 * @param stopping aborts when the service is about to end; it is closed some time later
 * @returns aborts once closing, for answers that have no end of their own
 */
export function registerClosing(
  app: App,
  connections: Connections,
  stopping: AbortSignal,
): AbortSignal {
  const handshakes = new Handshakes();
  handshakes.follow(app.server);
  const controller = new AbortController();
  const closing = controller.signal;
  // Every stream has its own.
  setMaxListeners(0, closing);
  app.addHook('preClose', async () => {
    controller.abort();
    // The close of HTTP, which comes after this, would cut requests that have arrived but were not
    // read yet, and answers that are written but not sent yet.
    Server.prototype.close.call(app.server);
    await untilRead();
    handshakes.end();
    connections.endIdle();
    await connections.allAnswered();
    // Some answers were begun before they could say that they close.
    connections.endIdle();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing.aborted || stopping.aborted) reply.header('connection', 'close');
    done();
  });
  return closing;
}
