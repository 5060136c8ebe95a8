import { Server } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Connections } from './connections.js';
import type { App } from './instance.js';

/** A request that was sent before its client could know is here within so many milliseconds. */
const ON_THE_WAY_MS = 100;

/**
 * Once stopping, every answer closes its connection. Once closing, there are no new connections
 * either, and those that wait for nothing are ended; what was asked is answered to the last byte.
 *
 * @param stopping aborts when the service is about to end; it is closed some time later
 */
export function registerClosing(app: App, connections: Connections, stopping: AbortSignal): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
    // The close of HTTP would cut connections whose requests are on the way, and answers that are
    // written but not sent yet. It comes when this is done.
    Server.prototype.close.call(app.server);
    if (connections.size > 0) await wait(ON_THE_WAY_MS);
    connections.endIdle();
    await connections.allAnswered();
    // Some answers were begun before they could say that they close.
    connections.endIdle();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing || stopping.aborted) reply.header('connection', 'close');
    done();
  });
}
